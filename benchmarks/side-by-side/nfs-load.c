/* nfs-load URL: mounts by libnfs, reads every file of the tree once, and prints files, bytes and seconds. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <nfsc/libnfs.h>

static struct nfs_context *nfs;
static long files;
static long long bytes;
static char *buffer;
enum { PIECE = 1024 * 1024 };

static void stop(const char *what) {
  fprintf(stderr, "nfs-load: %s: %s\n", what, nfs_get_error(nfs));
  exit(1);
}

static void read_file(const char *path) {
  struct nfsfh *file;
  int count;
  if (nfs_open(nfs, path, O_RDONLY, &file) != 0) stop(path);
  while ((count = nfs_read(nfs, file, PIECE, buffer)) > 0) bytes += count;
  if (count < 0) stop(path);
  nfs_close(nfs, file);
  files++;
}

static void read_directory(const char *path) {
  struct nfsdir *directory;
  struct nfsdirent *entry;
  char below[4096];
  if (nfs_opendir(nfs, path, &directory) != 0) stop(path);
  while ((entry = nfs_readdir(nfs, directory)) != NULL) {
    if (!strcmp(entry->name, ".") || !strcmp(entry->name, "..")) continue;
    snprintf(below, sizeof below, "%s/%s", strcmp(path, "/") ? path : "", entry->name);
    if (S_ISDIR(entry->mode)) read_directory(below);
    else if (S_ISREG(entry->mode)) read_file(below);
  }
  nfs_closedir(nfs, directory);
}

int main(int count, char **words) {
  struct timespec from, to;
  if (count != 2) {
    fprintf(stderr, "usage: nfs-load nfs://SERVER/PATH?version=3&nfsport=N&mountport=N\n");
    return 2;
  }
  nfs = nfs_init_context();
  buffer = malloc(PIECE);
  struct nfs_url *url = nfs_parse_url_dir(nfs, words[1]);
  if (url == NULL || buffer == NULL) stop(words[1]);
  if (nfs_mount(nfs, url->server, url->path) != 0) stop("mount");
  clock_gettime(CLOCK_MONOTONIC, &from);
  read_directory("/");
  clock_gettime(CLOCK_MONOTONIC, &to);
  printf("%ld %lld %.3f\n", files, bytes, (to.tv_sec - from.tv_sec) + (to.tv_nsec - from.tv_nsec) / 1e9);
  return 0;
}
