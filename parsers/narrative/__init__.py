"""What a report says in words. Page → outline → head, sections, kind of document, claims.

Enters: the page's text with its marks. Leaves: the head of the record, its sections, what is wrong with the document.
`marks` finds numbered lines, `sections` chooses the headings among them; `head` reads titles, agency, year and date;
`outline` puts them together for the one report that is read; `kinds` and `notices` say what a document is that shows
none; `claims` are the figures stated in sentences.
"""
