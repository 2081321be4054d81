"""Setting a hall up on the pages and over the API."""
