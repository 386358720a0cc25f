// Runs a generated CUDA text on the CPU, to check it where no GPU is: `g++ -x c++ -include emulate.h kernel.cu`.
// Blocks run one after another. A block's threads are coroutines that switch where they wait for each other, in a new
// random order each time, so that a missing barrier shows as a wrong result. Shared memory starts as NaN.
#ifndef TAIPAN_EMULATE
#define TAIPAN_EMULATE
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <dlfcn.h>
#include <functional>
#include <mutex>
#include <random>
#include <ucontext.h>
#include <vector>

#define __global__ static
#define __device__
#define __host__
#define __forceinline__ inline __attribute__((always_inline))
#define __noinline__ __attribute__((noinline))
#define __launch_bounds__(threads) __attribute__((unused))

struct dim3 {
  unsigned x, y, z;
  dim3(unsigned x = 1, unsigned y = 1, unsigned z = 1) : x(x), y(y), z(z) {}
};
static dim3 threadIdx, blockIdx, blockDim, gridDim;

namespace emulate {
struct Thread {
  ucontext_t context;
  std::vector<char> stack;
  dim3 index;
  bool ended;
};
static std::vector<Thread> threads;
static ucontext_t scheduler;
static Thread *running;
static std::function<void()> body;
static std::vector<unsigned char> shared;
static std::mt19937 random(1);

[[noreturn]] static void fail(const char *what) {
  std::fprintf(stderr, "emulate: %s\n", what);
  std::abort();
}
static void wait() { swapcontext(&running->context, &scheduler); }
static void live() {
  body();
  running->ended = true;
  wait();
}

/** Each round takes every thread to its next barrier; all of a block must come to it, or all must end. */
static void runBlock() {
  const size_t count = size_t(blockDim.x) * blockDim.y * blockDim.z;
  threads.resize(std::max(threads.size(), count));
  std::vector<Thread *> order;
  for (size_t i = 0; i < count; i++) {
    Thread &thread = threads[i];
    thread.stack.resize(size_t(64) << 10);
    thread.ended = false;
    thread.index = dim3(i % blockDim.x, i / blockDim.x % blockDim.y, i / blockDim.x / blockDim.y);
    getcontext(&thread.context);
    thread.context.uc_stack.ss_sp = thread.stack.data();
    thread.context.uc_stack.ss_size = thread.stack.size();
    thread.context.uc_link = nullptr;
    makecontext(&thread.context, live, 0);
    order.push_back(&thread);
  }
  while (!order.empty()) {
    std::shuffle(order.begin(), order.end(), random);
    for (Thread *thread : order) {
      running = thread;
      threadIdx = thread->index;
      swapcontext(&scheduler, &thread->context);
    }
    const size_t ended = std::count_if(order.begin(), order.end(), [](Thread *thread) { return thread->ended; });
    if (ended == order.size()) order.clear();
    else if (ended > 0) fail("some threads ended where others wait");
  }
}

/** A function of the emulated driver, which keeps managed memory; null where there is none. */
template <class Function> Function driver(const char *name) {
  void *library = dlopen("libcuda.so.1", RTLD_NOW | RTLD_NOLOAD);
  return library == nullptr ? nullptr : (Function)dlsym(library, name);
}
static void work(int works) {
  if (auto tell = driver<void (*)(int)>("emulated_work")) tell(works);
}

template <class Kernel, class... Values> void launch(Kernel kernel, dim3 grid, dim3 block, size_t bytes, Values... values) {
  if (size_t(block.x) * block.y * block.z > 1024) fail("more than 1024 threads a block");
  if (bytes > size_t(48) << 10) fail("more than 48 kB of shared memory");
  if (grid.y > 65535 || grid.z > 65535) fail("a grid's second and third lengths end at 65535");
  gridDim = grid;
  blockDim = block;
  body = [=] { kernel(values...); };
  work(1);
  for (unsigned z = 0; z < grid.z; z++)
    for (unsigned y = 0; y < grid.y; y++)
      for (unsigned x = 0; x < grid.x; x++) {
        blockIdx = dim3(x, y, z);
        shared.assign(bytes + 16, 0xff);
        runBlock();
      }
  work(0);
}
} // namespace emulate

static inline void __syncthreads() { emulate::wait(); }
#define LAUNCH(kernel, grid, block, bytes, ...) emulate::launch(kernel, grid, block, bytes, __VA_ARGS__)
#define SHARED_BYTES(name) \
  unsigned char *const name = (unsigned char *)(((uintptr_t)emulate::shared.data() + 15) / 16 * 16)

// The runtime's part that the generated host code uses. Device memory has its own addresses and guard zones.
enum cudaError_t {
  cudaSuccess = 0,
  cudaErrorInvalidValue = 1,
  cudaErrorMemoryAllocation = 2,
  cudaErrorDevicesUnavailable = 46,
};
enum cudaMemcpyKind { cudaMemcpyHostToDevice = 1, cudaMemcpyDeviceToHost = 2 };
enum cudaMemoryType { cudaMemoryTypeUnregistered, cudaMemoryTypeHost, cudaMemoryTypeDevice, cudaMemoryTypeManaged };
struct cudaPointerAttributes { cudaMemoryType type; };
#ifndef CUDART_VERSION
#define CUDART_VERSION 13000
#endif
enum cudaMemLocationType { cudaMemLocationTypeDevice = 1 };
struct cudaMemLocation { cudaMemLocationType type; int id; };
typedef double *cudaEvent_t;

static inline const char *cudaGetErrorString(cudaError_t error) {
  switch (error) {
    case cudaSuccess: return "no error";
    case cudaErrorMemoryAllocation: return "out of memory";
    case cudaErrorDevicesUnavailable: return "CUDA-capable device(s) is/are busy or unavailable";
    default: return "invalid argument";
  }
}
static inline cudaError_t unlessDeviceIs(const char *what) {
  const char *state = std::getenv("EMULATED_DEVICE");
  return state != nullptr && std::strcmp(state, what) == 0 ? cudaErrorDevicesUnavailable : cudaSuccess;
}
/** A device that is gone fails whatever is asked of it: EMULATED_DEVICE=lost. */
static inline cudaError_t emulatedDevice() { return unlessDeviceIs("lost"); }
static inline cudaError_t cudaGetLastError() { return cudaSuccess; }
/** One that is lost while it works: EMULATED_DEVICE=fails. */
static inline cudaError_t cudaDeviceSynchronize() {
  return emulatedDevice() != cudaSuccess ? emulatedDevice() : unlessDeviceIs("fails");
}
static inline cudaError_t cudaPointerGetAttributes(cudaPointerAttributes *attributes, const void *memory) {
  const auto isManaged = emulate::driver<int (*)(const void *)>("emulated_is_managed");
  attributes->type = isManaged && isManaged(memory) ? cudaMemoryTypeManaged : cudaMemoryTypeUnregistered;
  return cudaSuccess;
}
static inline cudaError_t cudaGetDevice(int *device) { return *device = 0, emulatedDevice(); }
#if CUDART_VERSION >= 13000
static inline cudaError_t cudaMemPrefetchAsync(const void *memory, size_t, cudaMemLocation, unsigned, int) {
#else
static inline cudaError_t cudaMemPrefetchAsync(const void *memory, size_t, int, int) {
#endif
  if (emulatedDevice() == cudaSuccess) emulate::driver<void (*)(const void *)>("emulated_fetch")(memory);
  return emulatedDevice();
}
static inline cudaError_t cudaEventCreate(cudaEvent_t *event) { return *event = new double(), emulatedDevice(); }
static inline cudaError_t cudaEventRecord(cudaEvent_t event) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  *event = 1e3 * now.tv_sec + 1e-6 * now.tv_nsec;
  return emulatedDevice();
}
static inline cudaError_t cudaEventSynchronize(cudaEvent_t) { return emulatedDevice(); }
static inline cudaError_t cudaEventElapsedTime(float *milliseconds, cudaEvent_t from, cudaEvent_t to) {
  return *milliseconds = (float)(*to - *from), emulatedDevice();
}

static const size_t guard = 4096;
static inline cudaError_t cudaMalloc(void **memory, size_t bytes) {
  if (emulatedDevice() != cudaSuccess) return emulatedDevice();
  const char *limit = std::getenv("EMULATED_DEVICE_BYTES");
  if (limit != nullptr && bytes > std::strtoull(limit, nullptr, 10)) return cudaErrorMemoryAllocation;
  unsigned char *all = (unsigned char *)std::malloc(bytes + 2 * guard + 16);
  if (all == nullptr) return cudaErrorMemoryAllocation;
  std::memset(all, 0xff, bytes + 2 * guard + 16);
  std::memcpy(all, &bytes, sizeof bytes);
  *memory = all + guard;
  return cudaSuccess;
}
static inline void checkGuards(const void *memory) {
  const unsigned char *all = (const unsigned char *)memory - guard;
  size_t bytes;
  std::memcpy(&bytes, all, sizeof bytes);
  for (size_t i = sizeof bytes; i < guard; i++) if (all[i] != 0xff) emulate::fail("written before an array");
  for (size_t i = 0; i < guard; i++) if (all[guard + bytes + i] != 0xff) emulate::fail("written behind an array");
}
static inline cudaError_t cudaFree(void *memory) {
  if (memory != nullptr) checkGuards(memory), std::free((unsigned char *)memory - guard);
  return cudaSuccess;
}
static inline cudaError_t cudaMemcpy(void *to, const void *from, size_t bytes, cudaMemcpyKind kind) {
  if (emulatedDevice() != cudaSuccess) return emulatedDevice();
  checkGuards(kind == cudaMemcpyHostToDevice ? to : from);
  std::memcpy(to, from, bytes);
  return cudaSuccess;
}
#endif
