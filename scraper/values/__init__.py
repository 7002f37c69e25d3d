"""The values of a posting in one spelling, whoever wrote them: dates, places, pay, kinds of employment. All pure."""
