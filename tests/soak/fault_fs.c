// fault_fs SOURCE MOUNTPOINT [REFUSAL...]
//
// A folder under another path, with faults: fails, shortens or holds up operations by kind and path, as lines of stdin say.
// Each line is answered by one on stdout. What hangs does so as NFS does: only a fatal signal of the caller ends it.
//
//   seed N
//   rule OPERATION PATTERN errno=N|short|delay=MS|hang PER-MILLE [AFTER]   the first AFTER matches are spared;
//                                                                         OPERATION as the functions below are called, or *
//   clear                                                                  no rules; what hangs goes on
//   counts                                                                 answered by: faults N hanging N
//
// Refusals play other file systems: no-noreplace, no-link, no-flock=ERRNO, no-fsyncdir=ERRNO, no-chmod, ignore-case.
#define _GNU_SOURCE
#define FUSE_USE_VERSION 312
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <fuse.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum Action { kErrno, kShort, kDelay, kHang };
struct Rule {
  char operation[32];
  char pattern[256];
  enum Action action;
  int value;
  unsigned per_mille;
  unsigned spared;
};

static int root;
static struct {
  bool noreplace, link, chmod, ignore_case;
  int flock, fsyncdir;
} refuses;

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct Rule rules[32];
static int rule_count;
static uint64_t chance = 1;
static atomic_uint generation, faults, hanging;

static unsigned draw(void) {
  chance ^= chance << 13;
  chance ^= chance >> 7;
  chance ^= chance << 17;
  return (unsigned)(chance >> 20) % 1000;
}

// SIGKILL is pending for the caller: it has been killed, or its process exits.
static bool caller_dies(void) {
  char path[64], line[256];
  snprintf(path, sizeof path, "/proc/%d/status", (int)fuse_get_context()->pid);
  FILE* file = fopen(path, "r");
  if (file == NULL) return true;
  bool dies = false;
  while (fgets(line, sizeof line, file) != NULL) {
    unsigned long long set;
    if (sscanf(line, "SigPnd: %llx", &set) == 1 || sscanf(line, "ShdPnd: %llx", &set) == 1) dies = dies || (set >> 8 & 1);
  }
  fclose(file);
  return dies;
}

static int hang(void) {
  const unsigned since = generation;
  int result = 0;
  ++hanging;
  while (generation == since && result == 0) {
    usleep(10000);
    if (fuse_interrupted() && caller_dies()) result = -EINTR;
  }
  --hanging;
  return result;
}

// 0, or what the operation fails with. `size`, if given, may become smaller.
static int fault(const char* operation, const char* path, size_t* size) {
  int action = -1, value = 0;
  // Of a file that has been unlinked.
  if (path == NULL) path = "";
  pthread_mutex_lock(&mutex);
  for (int i = 0; i < rule_count && action < 0; ++i) {
    struct Rule* rule = &rules[i];
    if (strcmp(rule->operation, "*") != 0 && strcmp(rule->operation, operation) != 0) continue;
    if (fnmatch(rule->pattern, path, 0) != 0 || (rule->action == kShort && size == NULL)) continue;
    if (rule->spared > 0) {
      --rule->spared;
    } else if (draw() < rule->per_mille) {
      action = (int)rule->action;
      value = rule->value;
    }
  }
  if (action == kShort && *size > 1) *size = 1 + draw() * (*size - 1) / 1000;
  pthread_mutex_unlock(&mutex);
  if (action < 0) return 0;
  ++faults;
  if (action == kErrno) return -value;
  if (action == kDelay) usleep((unsigned)value * 1000U);
  return action == kHang ? hang() : 0;
}

// The path below `root` (openat(2)); in the letters that are there already, where case is ignored.
static void resolve(const char* path, char* real) {
  while (path != NULL && *path == '/') ++path;
  snprintf(real, PATH_MAX, "%s", path != NULL && *path != '\0' ? path : ".");
  if (!refuses.ignore_case) return;
  for (char* component = real; component != NULL && *component != '\0';) {
    char* end = strchr(component, '/');
    if (end != NULL) *end = '\0';
    char parent[PATH_MAX];
    snprintf(parent, sizeof parent, "%.*s", component == real ? 1 : (int)(component - real), component == real ? "." : real);
    const int folder = openat(root, parent, O_RDONLY | O_DIRECTORY);
    DIR* listing = folder >= 0 ? fdopendir(folder) : NULL;
    for (struct dirent* entry; listing != NULL && (entry = readdir(listing)) != NULL;) {
      if (strcasecmp(entry->d_name, component) == 0) memcpy(component, entry->d_name, strlen(component));
    }
    if (listing != NULL) closedir(listing);
    if (end != NULL) *end = '/';
    component = end != NULL ? end + 1 : NULL;
  }
}

static int result_of(long result) { return result < 0 ? -errno : (int)result; }

#define BEGIN(operation)                                \
  char real[PATH_MAX];                                  \
  const int failure = fault(operation, path, NULL);     \
  if (failure != 0) return failure;                     \
  resolve(path, real)

static int do_getattr(const char* path, struct stat* status, struct fuse_file_info* info) {
  BEGIN("getattr");
  if (info != NULL) return result_of(fstat((int)info->fh, status));
  return result_of(fstatat(root, real, status, AT_SYMLINK_NOFOLLOW));
}

static int do_readdir(const char* path, void* buffer, fuse_fill_dir_t fill, off_t offset, struct fuse_file_info* info,
                      enum fuse_readdir_flags flags) {
  (void)offset, (void)info, (void)flags;
  BEGIN("readdir");
  const int folder = openat(root, real, O_RDONLY | O_DIRECTORY);
  if (folder < 0) return -errno;
  DIR* listing = fdopendir(folder);
  for (struct dirent* entry; (entry = readdir(listing)) != NULL;) {
    const struct stat status = {.st_ino = entry->d_ino, .st_mode = (mode_t)entry->d_type << 12};
    fill(buffer, entry->d_name, &status, 0, 0);
  }
  closedir(listing);
  return 0;
}

static int do_opendir(const char* path, struct fuse_file_info* info) {
  (void)info;
  BEGIN("opendir");
  const int folder = openat(root, real, O_RDONLY | O_DIRECTORY);
  return folder < 0 ? -errno : close(folder);
}

static int opened(int file, struct fuse_file_info* info) {
  if (file < 0) return -errno;
  info->fh = (uint64_t)file;
  // So that short reads and writes get to the caller.
  info->direct_io = 1;
  return 0;
}

static int do_open(const char* path, struct fuse_file_info* info) {
  BEGIN("open");
  return opened(openat(root, real, info->flags & ~O_DIRECT), info);
}

static int do_create(const char* path, mode_t mode, struct fuse_file_info* info) {
  BEGIN("create");
  return opened(openat(root, real, info->flags | O_CREAT, mode), info);
}

static int do_read(const char* path, char* buffer, size_t size, off_t offset, struct fuse_file_info* info) {
  const int failure = fault("read", path, &size);
  return failure != 0 ? failure : result_of(pread((int)info->fh, buffer, size, offset));
}

static int do_write(const char* path, const char* buffer, size_t size, off_t offset, struct fuse_file_info* info) {
  const int failure = fault("write", path, &size);
  return failure != 0 ? failure : result_of(pwrite((int)info->fh, buffer, size, offset));
}

static int do_fsync(const char* path, int data_only, struct fuse_file_info* info) {
  (void)data_only;
  const int failure = fault("fsync", path, NULL);
  return failure != 0 ? failure : result_of(fsync((int)info->fh));
}

static int do_fsyncdir(const char* path, int data_only, struct fuse_file_info* info) {
  (void)data_only, (void)info;
  return refuses.fsyncdir != 0 ? -refuses.fsyncdir : fault("fsyncdir", path, NULL);
}

static int do_release(const char* path, struct fuse_file_info* info) {
  (void)path;
  return result_of(close((int)info->fh));
}

static int do_flock(const char* path, struct fuse_file_info* info, int operation) {
  if (refuses.flock != 0) return -refuses.flock;
  const int failure = fault("flock", path, NULL);
  return failure != 0 ? failure : result_of(flock((int)info->fh, operation));
}

static int do_mkdir(const char* path, mode_t mode) {
  BEGIN("mkdir");
  return result_of(mkdirat(root, real, mode));
}

static int do_unlink(const char* path) {
  BEGIN("unlink");
  return result_of(unlinkat(root, real, 0));
}

static int do_rmdir(const char* path) {
  BEGIN("rmdir");
  return result_of(unlinkat(root, real, AT_REMOVEDIR));
}

static int do_symlink(const char* to, const char* path) {
  BEGIN("symlink");
  return result_of(symlinkat(to, root, real));
}

static int do_readlink(const char* path, char* buffer, size_t size) {
  BEGIN("readlink");
  const ssize_t length = readlinkat(root, real, buffer, size - 1);
  if (length < 0) return -errno;
  buffer[length] = '\0';
  return 0;
}

static int do_link(const char* path, const char* name) {
  if (refuses.link) return -EPERM;
  BEGIN("link");
  char real_name[PATH_MAX];
  resolve(name, real_name);
  return result_of(linkat(root, real, root, real_name, 0));
}

// The rules look at the new name.
static int do_rename(const char* from, const char* path, unsigned flags) {
  if (refuses.noreplace && flags != 0) return -EINVAL;
  BEGIN("rename");
  char real_from[PATH_MAX];
  resolve(from, real_from);
  return result_of(renameat2(root, real_from, root, real, flags));
}

static int do_chmod(const char* path, mode_t mode, struct fuse_file_info* info) {
  (void)info;
  if (refuses.chmod) return -EPERM;
  BEGIN("chmod");
  return result_of(fchmodat(root, real, mode, 0));
}

static int do_chown(const char* path, uid_t owner, gid_t group, struct fuse_file_info* info) {
  (void)info;
  if (refuses.chmod) return -EPERM;
  BEGIN("chown");
  return result_of(fchownat(root, real, owner, group, AT_SYMLINK_NOFOLLOW));
}

static int do_truncate(const char* path, off_t size, struct fuse_file_info* info) {
  BEGIN("truncate");
  const int file = info != NULL ? dup((int)info->fh) : openat(root, real, O_WRONLY);
  if (file < 0) return -errno;
  const int result = result_of(ftruncate(file, size));
  close(file);
  return result;
}

static int do_utimens(const char* path, const struct timespec times[2], struct fuse_file_info* info) {
  (void)info;
  BEGIN("utimens");
  return result_of(utimensat(root, real, times, AT_SYMLINK_NOFOLLOW));
}

static int do_statfs(const char* path, struct statvfs* status) {
  const int failure = fault("statfs", path, NULL);
  return failure != 0 ? failure : result_of(fstatvfs(root, status));
}

static void* do_init(struct fuse_conn_info* connection, struct fuse_config* config) {
  (void)connection;
  // Every look is asked for.
  config->entry_timeout = config->attr_timeout = config->negative_timeout = 0;
  config->use_ino = 1;
  config->hard_remove = 1;
  return NULL;
}

static const struct fuse_operations operations = {
    .init = do_init, .getattr = do_getattr, .readdir = do_readdir, .opendir = do_opendir, .open = do_open,
    .create = do_create, .read = do_read, .write = do_write, .fsync = do_fsync, .fsyncdir = do_fsyncdir,
    .release = do_release, .flock = do_flock, .mkdir = do_mkdir, .unlink = do_unlink, .rmdir = do_rmdir,
    .symlink = do_symlink, .readlink = do_readlink, .link = do_link, .rename = do_rename, .chmod = do_chmod,
    .chown = do_chown, .truncate = do_truncate, .utimens = do_utimens, .statfs = do_statfs};

static bool add_rule(const char* line) {
  struct Rule rule = {0};
  char action[32];
  const int read = sscanf(line, "rule %31s %255s %31s %u %u", rule.operation, rule.pattern, action, &rule.per_mille, &rule.spared);
  if (read < 4 || rule_count == sizeof rules / sizeof *rules) return false;
  if (strcmp(action, "hang") == 0) rule.action = kHang;
  else if (strcmp(action, "short") == 0) rule.action = kShort;
  else if (sscanf(action, "errno=%d", &rule.value) == 1) rule.action = kErrno;
  else if (sscanf(action, "delay=%d", &rule.value) == 1) rule.action = kDelay;
  else return false;
  rules[rule_count++] = rule;
  return true;
}

static void* obey(void* nothing) {
  (void)nothing;
  char line[512];
  while (fgets(line, sizeof line, stdin) != NULL) {
    bool known = true;
    pthread_mutex_lock(&mutex);
    if (strncmp(line, "seed ", 5) == 0) chance = strtoull(line + 5, NULL, 10) * 2654435761U + 1;
    else if (strncmp(line, "rule ", 5) == 0) known = add_rule(line);
    else if (strcmp(line, "clear\n") == 0) rule_count = 0, ++generation;
    else known = strcmp(line, "counts\n") == 0;
    pthread_mutex_unlock(&mutex);
    if (known) printf("faults %u hanging %u\n", faults, hanging);
    else printf("not understood: %s", line);
    fflush(stdout);
  }
  return NULL;
}

static bool refuse(const char* what) {
  int* number = NULL;
  bool* flag = NULL;
  if (strcmp(what, "no-noreplace") == 0) flag = &refuses.noreplace;
  else if (strcmp(what, "no-link") == 0) flag = &refuses.link;
  else if (strcmp(what, "no-chmod") == 0) flag = &refuses.chmod;
  else if (strcmp(what, "ignore-case") == 0) flag = &refuses.ignore_case;
  else if (strncmp(what, "no-flock=", 9) == 0) number = &refuses.flock;
  else if (strncmp(what, "no-fsyncdir=", 12) == 0) number = &refuses.fsyncdir;
  if (flag != NULL) *flag = true;
  if (number != NULL) *number = atoi(strchr(what, '=') + 1);
  return flag != NULL || number != NULL;
}

int main(int argc, char** argv) {
  if (argc < 3 || (root = open(argv[1], O_RDONLY | O_DIRECTORY)) < 0) {
    fprintf(stderr, "fault_fs: usage: fault_fs SOURCE MOUNTPOINT [REFUSAL...]\n");
    return 2;
  }
  for (int i = 3; i < argc; ++i) {
    if (!refuse(argv[i])) {
      fprintf(stderr, "fault_fs: no refusal: %s\n", argv[i]);
      return 2;
    }
  }
  umask(0);
  pthread_t listener;
  if (pthread_create(&listener, NULL, obey, NULL) != 0) return 1;
  char* arguments[] = {argv[0], "-o", "default_permissions,fsname=fault_fs", NULL};
  struct fuse_args fuse_arguments = FUSE_ARGS_INIT(3, arguments);
  struct fuse* fuse = fuse_new(&fuse_arguments, &operations, sizeof operations, NULL);
  if (fuse == NULL || fuse_mount(fuse, argv[2]) != 0) return 1;
  fuse_set_signal_handlers(fuse_get_session(fuse));
  // As many threads as may hang at once.
  struct fuse_loop_config* loop = fuse_loop_cfg_create();
  fuse_loop_cfg_set_max_threads(loop, 200);
  fuse_loop_mt(fuse, loop);
  fuse_unmount(fuse);
  return 0;
}
