"""What is held on people, why and how long; and the job that keeps to it."""
