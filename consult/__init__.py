"""Write a guideline together with the people it will touch."""

import gc

gc.disable()  # while the program loads nothing is garbage; `core.runtime.garbage` decides once there is an application
