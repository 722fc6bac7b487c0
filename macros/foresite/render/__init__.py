"""Views to XHTML: templates, the Markdown extension, and the sanitising of what others wrote."""
