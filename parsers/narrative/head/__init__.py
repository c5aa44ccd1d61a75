"""The head of a report: the text before its first section, and what the page says of it → title, agency, year, date.

Enters: the text of one report, the page's headings, window title and meta elements, its address. Leaves: `Head`.
`words` holds the word lists and `script` makes traditional characters simplified; `title` is the grammar of one line;
`lines` finds the titles of a text; `title_choice`, `agency`, `year` and `dates` choose; `reading` puts them together.
"""
