// SPDX-License-Identifier: MIT
//
// Loaded before the C library (LD_PRELOAD), this counts the bytes that a process gives to TCP sockets, and writes their
// number into the file that COUNTED_SENDS names. For cost.py; Linux with glibc.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>

static atomic_long sent;

static int is_network(int file) {
  const int before = errno;
  int domain = 0;
  socklen_t size = sizeof domain;
  const int known = getsockopt(file, SOL_SOCKET, SO_DOMAIN, &domain, &size);
  errno = before;
  return known == 0 && (domain == AF_INET || domain == AF_INET6);
}

static ssize_t counted(int file, ssize_t bytes) {
  if (bytes > 0 && is_network(file)) atomic_fetch_add(&sent, (long)bytes);
  return bytes;
}

#define NEXT(type, name) ((type)dlsym(RTLD_NEXT, name))

ssize_t write(int file, const void* data, size_t size) {
  typedef ssize_t (*call)(int, const void*, size_t);
  return counted(file, NEXT(call, "write")(file, data, size));
}
ssize_t writev(int file, const struct iovec* pieces, int count) {
  typedef ssize_t (*call)(int, const struct iovec*, int);
  return counted(file, NEXT(call, "writev")(file, pieces, count));
}
ssize_t send(int file, const void* data, size_t size, int flags) {
  typedef ssize_t (*call)(int, const void*, size_t, int);
  return counted(file, NEXT(call, "send")(file, data, size, flags));
}
ssize_t sendto(int file, const void* data, size_t size, int flags, const struct sockaddr* to, socklen_t length) {
  typedef ssize_t (*call)(int, const void*, size_t, int, const struct sockaddr*, socklen_t);
  return counted(file, NEXT(call, "sendto")(file, data, size, flags, to, length));
}
ssize_t sendmsg(int file, const struct msghdr* message, int flags) {
  typedef ssize_t (*call)(int, const struct msghdr*, int);
  return counted(file, NEXT(call, "sendmsg")(file, message, flags));
}

__attribute__((destructor)) static void say(void) {
  const char* const name = getenv("COUNTED_SENDS");
  FILE* const file = name == NULL ? NULL : fopen(name, "w");
  if (file == NULL) return;
  fprintf(file, "%ld\n", atomic_load(&sent));
  fclose(file);
}
