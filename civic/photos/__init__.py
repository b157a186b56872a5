"""Photos that people send: what is taken, how it is made ready, and where it waits until a form is sent."""
