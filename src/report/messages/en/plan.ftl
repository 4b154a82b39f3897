### The plan of a week: what goes to each channel, why, and how sure it is.
