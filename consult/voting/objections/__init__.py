"""Objection and appeal: an author contests an answer, a member the conduct of a ballot; someone else decides.

What enters is an answer or a ballot that was opened; what leaves is a decision with its reason, in public.
Each objection names the change that would remove it. A ballot that is contested is not certified before it is decided.
"""
