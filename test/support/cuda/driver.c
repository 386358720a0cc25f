// A CUDA driver library that sees one device: what the product asks a driver, answered without one.
#include <stddef.h>
#include <stdint.h>
#include <string.h>

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
    default: return 1;
  }
}
