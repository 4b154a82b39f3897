### Channels: how far each reaches into the target, and why it is recommended or not.
