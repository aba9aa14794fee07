"""How late a real server may be. Seconds."""

# What a call and a call in the background take at most, and how long its timers and its tasks between runs may come late.
CALL, BACKGROUND_CALL, LATENESS = 0.25, 0.5, 0.9
# Deadlines that are further away are not waited for.
NEAR = 25
