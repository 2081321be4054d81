"""The centre: takes batches in, decides which rating stands, shows and exports."""
