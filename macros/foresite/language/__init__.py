"""The words that Foresite itself says to readers, in the language of a site.

``words`` finds them, ``formats`` writes dates, numbers and lists, and ``catalogue`` reads the files that hold them.
"""
