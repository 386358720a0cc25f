// A CUDA driver library that sees one device: what the product asks a driver, answered without one. Managed memory is
// real: the side that does not hold an array can't touch it, and a touch moves it and is counted.
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

int cuInit(unsigned int flags) { return flags == 0 ? 0 : 1; }
int cuDriverGetVersion(int *version) { return *version = 13000, 0; }
int cuDeviceGetCount(int *count) { return *count = 1, 0; }
int cuDeviceGet(int *device, int ordinal) { return *device = ordinal, 0; }
int cuDeviceGetName(char *name, int length, int device) {
  strncpy(name, "Emulated GPU", length);
  return device;
}
int cuDeviceTotalMem_v2(uint64_t *bytes, int device) { return *bytes = (uint64_t)1 << 30, device; }
int cuDeviceGetAttribute(int *value, int attribute, int device) {
  switch (attribute) {
    case 8: *value = 48 << 10; return device;
    case 16: *value = 2; return device;
    case 75: *value = 9; return device;
    case 76: *value = 0; return device;
    case 89: *value = 1; return device;
    default: return 1;
  }
}
int cuDevicePrimaryCtxRetain(uint64_t *context, int device) { return *context = 7, device; }
int cuCtxSetCurrent(uint64_t context) { return context == 7 ? 0 : 201; }

static struct Region { char *start; size_t bytes; int on_device; } regions[64];
static int working;
static int64_t moved[3]; // to the device, back to the host, regions that exist
static struct sigaction before;

static struct Region *region_of(const void *address) {
  for (struct Region *r = regions; r < regions + 64; r++)
    if (r->start && (char *)address >= r->start && (char *)address < r->start + r->bytes) return r;
  return NULL;
}
static void protect(const struct Region *r) {
  mprotect(r->start, r->bytes, working == r->on_device ? PROT_READ | PROT_WRITE : PROT_NONE);
}
static void move(struct Region *r, int to_device) {
  if (r->on_device != to_device) moved[to_device ? 0 : 1]++;
  r->on_device = to_device;
  protect(r);
}
static void touched(int number, siginfo_t *info, void *context) {
  struct Region *r = region_of(info->si_addr);
  if (r) move(r, working);
  else if (before.sa_flags & SA_SIGINFO) before.sa_sigaction(number, info, context);
  else signal(SIGSEGV, SIG_DFL);
}

int cuMemAllocManaged(uint64_t *address, size_t bytes, unsigned int flags) {
  const char *state = getenv("EMULATED_DEVICE");
  if (flags != 1 || (state && !strcmp(state, "lost"))) return 46;
  struct Region *free = regions;
  while (free < regions + 64 && free->start) free++;
  if (free == regions + 64) return 2;
  if (!before.sa_flags && !before.sa_handler) {
    struct sigaction action = {.sa_sigaction = touched, .sa_flags = SA_SIGINFO | SA_NODEFER};
    sigaction(SIGSEGV, &action, &before);
  }
  // what was there before shows: the driver does not clear
  void *start = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED) return 2;
  memset(start, 0xff, bytes);
  *free = (struct Region){start, bytes, 0};
  moved[2]++;
  return *address = (uint64_t)start, 0;
}
int cuMemFree_v2(uint64_t address) {
  struct Region *r = region_of((void *)address);
  if (!r || (char *)address != r->start) return 1;
  munmap(r->start, r->bytes);
  r->start = NULL;
  moved[2]--;
  return 0;
}

// For the emulated runtime, and for tests.
int emulated_is_managed(const void *address) { return region_of(address) != NULL; }
void emulated_fetch(const void *address) { move(region_of(address), 1); }
void emulated_work(int works) {
  working = works;
  for (struct Region *r = regions; r < regions + 64; r++) if (r->start) protect(r);
}
int emulated_moves(int64_t *counts) { return memcpy(counts, moved, sizeof moved), 0; }
