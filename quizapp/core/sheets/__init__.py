"""Tables from spreadsheets, forms and paper: sheets of answers and sheets of marks."""
