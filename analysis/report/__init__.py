"""The report: facts from the published database, as a page for people, as Markdown for mails, as JSON for machines."""
