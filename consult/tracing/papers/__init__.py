"""What leaves as files: the publication pack of a draft, the working paper for a meeting, the synopsis report.

It shows what every stage upstream holds, and so lives in the last one. Pure writers (Word, Akoma Ntoso, feed) know
plain lines and tables alone; `contents` says what stands in a pack, and reads as a visitor does.
"""
