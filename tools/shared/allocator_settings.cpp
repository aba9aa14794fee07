// Read by jemalloc at the start of a program. Memory that was freed goes back to the system after a second
// instead of ten, and by a thread of its own: engines have bursts, and stand idle with 100,000 runs or 10,000
// polls between them. One arena for each processor is enough: there are many threads, and few work at a time.
extern "C" {
extern const char* malloc_conf;
const char* malloc_conf =
    "dirty_decay_ms:1000,muzzy_decay_ms:0,background_thread:true,max_background_threads:1,percpu_arena:"
    "percpu";
}
