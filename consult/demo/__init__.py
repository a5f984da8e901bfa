"""The demo world, built through the stages' own actions: two consultations, one real and one illustrative.

Enters: the data beside this file. Leaves: guidelines in which every page has something to show.
Promises: the same world each time; sign-in links for its personas exist nowhere but in a demo.
"""
