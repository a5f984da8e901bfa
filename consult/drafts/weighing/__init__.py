"""From evidence to decision: how benefit, harm, cost, equity, feasibility and certainty of a clause were judged."""
