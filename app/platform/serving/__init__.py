"""The app lent to a browser on this machine: who may come in, how, and what else is answered."""
