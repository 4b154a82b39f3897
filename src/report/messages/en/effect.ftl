### The effect of an event on a series of engagement.
