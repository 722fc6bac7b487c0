"""The record as tables, in spreadsheets and from them."""
