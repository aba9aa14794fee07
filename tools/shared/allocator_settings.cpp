// Read by jemalloc at the start of a program. Memory that was freed goes back to the system after a second
// instead of ten, and by a thread of its own: engines have bursts, and stand idle with 100,000 runs or 10,000
// polls between them.
extern "C" {
extern const char* malloc_conf;
const char* malloc_conf = "dirty_decay_ms:1000,muzzy_decay_ms:0,background_thread:true";
}
