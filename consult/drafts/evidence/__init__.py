"""Evidence: findings and case studies, attached to pillars and clauses, cited by reference; how they were weighed."""
