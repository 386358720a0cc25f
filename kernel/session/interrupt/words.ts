// Words shared by the session's main thread, its watchdog and generated code, in one piece of shared memory.

/** What the main thread is doing, as the watchdog sees it. */
export const STATE = 0;
export const IDLE = 0;
export const RUNNING = 1;
export const TERMINATING = 2;

/** Above 0 while the kernel loads something that a termination would leave half made. */
export const PROTECTED = 1;
/** 1 once the watchdog has let go of the main thread, so that the process can end. */
export const RELEASED = 2;

/** Counts the times that user code was entered. */
export const ENTRIES = 3;

/** 1 while an interrupt is under way: a cell that begins then was sent before it, and is meant by it. */
export const UNDER_WAY = 4;

export const WORDS = 5;
