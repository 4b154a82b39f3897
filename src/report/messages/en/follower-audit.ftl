### Followers that seem to have come in bulk.
