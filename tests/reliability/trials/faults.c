/* Preloaded before a program, ends it or lets it fail at its n-th call that touches a file of the database.

   FAULT_FILES  the files: whatever has this in its path
   FAULT_CALLS  "read", "write", or "change" (write, sync, truncate, remove, rename)
   FAULT_AT     which call, from 1; 0 for none
   FAULT_HOW    "kill", "torn" (half of a write, then killed), "interrupt" (Ctrl-C), or the number of an error
   FAULT_LASTS  if set, every call from that one on fails
   FAULT_LOG    a file that gets the number of calls when the program ends by itself */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum kind { READ, WRITE, OTHER };

static atomic_long calls;

static const char *setting(const char *name) {
    const char *value = getenv(name);
    return value ? value : "";
}

__attribute__((destructor)) static void tell(void) {
    FILE *log = *setting("FAULT_LOG") ? fopen(setting("FAULT_LOG"), "w") : NULL;
    if (log) {
        fprintf(log, "%ld", (long)calls);
        fclose(log);
    }
}

static void end(void) {
    raise(SIGKILL);
}

static int meant(enum kind kind) {
    const char *chosen = setting("FAULT_CALLS");
    return kind == READ ? !strcmp(chosen, "read") : !strcmp(chosen, "change") || (kind == WRITE && !strcmp(chosen, "write"));
}

/* Whether this call is to fail, with errno set; `half` does half of it, for a call that is torn. */
static int fails(enum kind kind, const char *path, void (*half)(void *), void *argument) {
    const char *files = setting("FAULT_FILES"), *how = setting("FAULT_HOW");
    if (!*files || !strstr(path, files) || !meant(kind))
        return 0;
    long at = atol(setting("FAULT_AT")), now = atomic_fetch_add(&calls, 1) + 1;
    if (!at || (*setting("FAULT_LASTS") ? now < at : now != at))
        return 0;
    if (!strcmp(how, "interrupt")) {
        raise(SIGINT);
        return 0;
    }
    if (!strcmp(how, "torn") && half)
        half(argument);
    if (!strcmp(how, "torn") || !strcmp(how, "kill"))
        end();
    errno = atoi(how);
    return 1;
}

static int fails_fd(enum kind kind, int fd, void (*half)(void *), void *argument) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0)
        return 0;
    path[length] = 0;
    return fails(kind, path, half, argument);
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

struct writing {
    int fd;
    const void *from;
    size_t size;
    off64_t at;
};

static void half_of(void *argument) {
    struct writing *all = argument;
    if (all->at < 0)
        NEXT(write)(all->fd, all->from, all->size / 2);
    else
        NEXT(pwrite64)(all->fd, all->from, all->size / 2, all->at);
}

ssize_t write(int fd, const void *from, size_t size) {
    struct writing all = {fd, from, size, -1};
    return fails_fd(WRITE, fd, half_of, &all) ? -1 : NEXT(write)(fd, from, size);
}

ssize_t pwrite(int fd, const void *from, size_t size, off_t at) {
    struct writing all = {fd, from, size, at};
    return fails_fd(WRITE, fd, half_of, &all) ? -1 : NEXT(pwrite)(fd, from, size, at);
}

ssize_t pwrite64(int fd, const void *from, size_t size, off64_t at) {
    struct writing all = {fd, from, size, at};
    return fails_fd(WRITE, fd, half_of, &all) ? -1 : NEXT(pwrite64)(fd, from, size, at);
}

ssize_t read(int fd, void *to, size_t size) {
    return fails_fd(READ, fd, NULL, NULL) ? -1 : NEXT(read)(fd, to, size);
}

ssize_t pread(int fd, void *to, size_t size, off_t at) {
    return fails_fd(READ, fd, NULL, NULL) ? -1 : NEXT(pread)(fd, to, size, at);
}

ssize_t pread64(int fd, void *to, size_t size, off64_t at) {
    return fails_fd(READ, fd, NULL, NULL) ? -1 : NEXT(pread64)(fd, to, size, at);
}

int fsync(int fd) {
    return fails_fd(OTHER, fd, NULL, NULL) ? -1 : NEXT(fsync)(fd);
}

int fdatasync(int fd) {
    return fails_fd(OTHER, fd, NULL, NULL) ? -1 : NEXT(fdatasync)(fd);
}

int ftruncate(int fd, off_t size) {
    return fails_fd(OTHER, fd, NULL, NULL) ? -1 : NEXT(ftruncate)(fd, size);
}

int ftruncate64(int fd, off64_t size) {
    return fails_fd(OTHER, fd, NULL, NULL) ? -1 : NEXT(ftruncate64)(fd, size);
}

int unlink(const char *path) {
    return fails(OTHER, path, NULL, NULL) ? -1 : NEXT(unlink)(path);
}

int rename(const char *from, const char *to) {
    return fails(OTHER, from, NULL, NULL) ? -1 : NEXT(rename)(from, to);
}
