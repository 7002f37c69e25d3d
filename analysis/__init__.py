"""What postings ask of an applicant, and how often: read, aggregate, publish."""
