// SPDX-License-Identifier: MIT
//
// Faults of disk, files and clock, for a process that is started with this library preloaded.
//
// SDKT_FAULTS holds rules, "CALL|PATTERN|COUNT|ACTION" with ; between them. A rule is about the calls of one
// kind (open, make, write, sync, rename, read) on paths that hold the pattern, or end with it if a $ follows.
// The first COUNT of them go on, of write the first COUNT bytes; all later ones meet the ACTION: an errno,
// "kill", or "wait MILLISECONDS". SDKT_CLOCK_BACK: seconds by which the time of day is earlier at every look
// at it.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

enum { max_rules = 8, text_size = 512 };

struct rule {
  char call[16];
  char pattern[text_size];
  atomic_long left;
  char action[32];
};

static struct rule rules[max_rules];
static int num_rules;
static long clock_step;
static atomic_long clock_looks;

#define NEXT(name, type) ((type)dlsym(RTLD_NEXT, name))

static void take_field(const char** text, char* field, size_t size) {
  size_t length = strcspn(*text, "|;");
  size_t kept = length < size ? length : size - 1;
  memcpy(field, *text, kept);
  field[kept] = '\0';
  *text += length + (((*text)[length] == '|') ? 1 : 0);
}

__attribute__((constructor)) static void read_rules(void) {
  const char* text = getenv("SDKT_FAULTS");
  for (; text != NULL && *text != '\0' && num_rules < max_rules; ++num_rules) {
    struct rule* rule = &rules[num_rules];
    char count[32];
    take_field(&text, rule->call, sizeof rule->call);
    take_field(&text, rule->pattern, sizeof rule->pattern);
    take_field(&text, count, sizeof count);
    take_field(&text, rule->action, sizeof rule->action);
    atomic_store(&rule->left, atol(count));
    if (*text == ';') ++text;
  }
  const char* seconds = getenv("SDKT_CLOCK_BACK");
  if (seconds != NULL) clock_step = atol(seconds);
}

static int matches(const char* path, const char* pattern) {
  const size_t length = strlen(pattern);
  if (length == 0 || pattern[length - 1] != '$') return strstr(path, pattern) != NULL;
  const size_t size = strlen(path);
  return size >= length - 1 && strncmp(path + size - (length - 1), pattern, length - 1) == 0;
}

/// The errno to fail with, or 0 to go on. Of `bytes` to write, at most *allowed go to the disk.
static int fault(const char* call, const char* path, long bytes, long* allowed) {
  for (int i = 0; i < num_rules && path != NULL; ++i) {
    struct rule* rule = &rules[i];
    if (strcmp(rule->call, call) != 0 || !matches(path, rule->pattern)) continue;
    const long left = atomic_fetch_sub(&rule->left, bytes);
    if (left >= bytes) continue;
    if (allowed != NULL && left > 0) {
      *allowed = left;
      continue;
    }
    if (strcmp(rule->action, "kill") == 0) {
      kill(getpid(), SIGKILL);
      for (;;) pause();
    }
    if (strncmp(rule->action, "wait ", 5) == 0) {
      usleep((useconds_t)(1000 * atol(rule->action + 5)));
      continue;
    }
    return (int)atol(rule->action);
  }
  return 0;
}

static const char* path_of(int descriptor, char* path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const ssize_t length = readlink(link, path, text_size - 1);
  if (length < 0) return NULL;
  path[length] = '\0';
  return path;
}

static int fails(const char* call, const char* path) {
  const int problem = num_rules > 0 ? fault(call, path, 1, NULL) : 0;
  if (problem != 0) errno = problem;
  return problem;
}

static int fails_at(const char* call, int descriptor) {
  char path[text_size];
  return num_rules > 0 && fails(call, path_of(descriptor, path));
}

static mode_t mode_of(int flags, va_list* more) {
  return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE ? (mode_t)va_arg(*more, int) : 0;
}

#define OPEN(name)                                                         \
  int name(const char* path, int flags, ...) {                             \
    va_list more;                                                          \
    va_start(more, flags);                                                 \
    const mode_t mode = mode_of(flags, &more);                             \
    va_end(more);                                                          \
    if (fails("open", path)) return -1;                                    \
    return NEXT(#name, int (*)(const char*, int, ...))(path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

int mkstemp(char* pattern) { return fails("make", pattern) ? -1 : NEXT("mkstemp", int (*)(char*))(pattern); }
int mkstemp64(char* pattern) {
  return fails("make", pattern) ? -1 : NEXT("mkstemp64", int (*)(char*))(pattern);
}
char* mkdtemp(char* pattern) {
  return fails("make", pattern) ? NULL : NEXT("mkdtemp", char* (*)(char*))(pattern);
}
int mkdir(const char* path, mode_t mode) {
  return fails("make", path) ? -1 : NEXT("mkdir", int (*)(const char*, mode_t))(path, mode);
}

ssize_t write(int descriptor, const void* data, size_t size) {
  char path[text_size];
  long allowed = (long)size;
  if (num_rules > 0 && descriptor > 2) {
    const int problem = fault("write", path_of(descriptor, path), (long)size, &allowed);
    if (problem != 0) {
      errno = problem;
      return -1;
    }
  }
  return NEXT("write", ssize_t(*)(int, const void*, size_t))(descriptor, data, (size_t)allowed);
}

int fsync(int descriptor) {
  return fails_at("sync", descriptor) ? -1 : NEXT("fsync", int (*)(int))(descriptor);
}

int rename(const char* from, const char* to) {
  return fails("rename", to) ? -1 : NEXT("rename", int (*)(const char*, const char*))(from, to);
}

ssize_t pread(int descriptor, void* data, size_t size, off_t place) {
  if (fails_at("read", descriptor)) return -1;
  return NEXT("pread", ssize_t(*)(int, void*, size_t, off_t))(descriptor, data, size, place);
}
ssize_t pread64(int descriptor, void* data, size_t size, off64_t place) {
  if (fails_at("read", descriptor)) return -1;
  return NEXT("pread64", ssize_t(*)(int, void*, size_t, off64_t))(descriptor, data, size, place);
}

static time_t earlier(void) { return clock_step * (1 + atomic_fetch_add(&clock_looks, 1)); }

int clock_gettime(clockid_t clock, struct timespec* now) {
  const int result = NEXT("clock_gettime", int (*)(clockid_t, struct timespec*))(clock, now);
  if (clock_step != 0 && clock == CLOCK_REALTIME) now->tv_sec -= earlier();
  return result;
}

int gettimeofday(struct timeval* restrict now, void* restrict zone) {
  const int result = NEXT("gettimeofday", int (*)(struct timeval*, void*))(now, zone);
  if (clock_step != 0) now->tv_sec -= earlier();
  return result;
}

time_t time(time_t* place) {
  time_t now = NEXT("time", time_t(*)(time_t*))(NULL);
  if (clock_step != 0) now -= earlier();
  if (place != NULL) *place = now;
  return now;
}
