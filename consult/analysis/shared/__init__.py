"""What pages and jobs of analysis share: who counts, which points are asked for, records for nlp."""
