"""Who is signed in, where, and until when."""
