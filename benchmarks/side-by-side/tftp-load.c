/*
 * Many TFTP clients in one thread: each reads one file, all at once, and every byte is compared with the original.
 * RFC 1350, 2347, 2348 (blksize), 7440 (windowsize). A client that hears nothing for a second acknowledges again.
 *
 *   tftp-load SERVER NAME ORIGINAL CLIENTS BLKSIZE WINDOWSIZE
 *
 * Prints: megabytes a second (10^6), seconds of the fastest and of the slowest client, time-outs, failed clients.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { RUNNING, DONE, FAILED };

struct client {
  int fd, state, block_size, window, in_window, known, lost;
  struct sockaddr_in transfer; /* the server's transfer id */
  uint64_t block, bytes;       /* the next block, counted without end */
  double heard, ended;
};

static const uint8_t *original;
static size_t size;
static struct sockaddr_in server;
static const char *name;
static int block_size, window;
static long timeouts;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static void request(struct client *c) {
  char packet[512] = {0, 1};
  int n = 2;
  n += sprintf(packet + n, "%s", name) + 1;
  n += sprintf(packet + n, "octet") + 1;
  n += sprintf(packet + n, "blksize") + 1;
  n += sprintf(packet + n, "%d", block_size) + 1;
  if (window > 1) {
    n += sprintf(packet + n, "windowsize") + 1;
    n += sprintf(packet + n, "%d", window) + 1;
  }
  sendto(c->fd, packet, n, 0, (struct sockaddr *)&server, sizeof server);
}

static void acknowledge(struct client *c) {
  uint16_t last = (uint16_t)(c->block - 1);
  uint8_t packet[4] = {0, 4, last >> 8, last & 255};
  c->in_window = 0;
  sendto(c->fd, packet, 4, 0, (struct sockaddr *)&c->transfer, sizeof c->transfer);
}

static void confirmed(struct client *c, char *at, char *end) {
  while (at < end) {
    char *value = at + strlen(at) + 1;
    if (value >= end) break;
    if (!strcasecmp(at, "blksize")) c->block_size = atoi(value);
    if (!strcasecmp(at, "windowsize")) c->window = atoi(value);
    at = value + strlen(value) + 1;
  }
  acknowledge(c);
}

static void data(struct client *c, const uint8_t *packet, int length) {
  uint16_t block = packet[2] << 8 | packet[3];
  if (block != (uint16_t)c->block) {
    /* Something before it is missing: say so once. */
    if ((uint16_t)(block - c->block) < 32768 && !c->lost) {
      c->lost = 1;
      acknowledge(c);
    }
    return;
  }
  c->lost = 0;
  if (c->bytes + length > size || memcmp(original + c->bytes, packet + 4, length)) {
    c->state = FAILED;
    return;
  }
  c->bytes += length;
  c->block++;
  if (length < c->block_size) {
    acknowledge(c);
    c->state = c->bytes == size ? DONE : FAILED;
  } else if (++c->in_window >= c->window) {
    acknowledge(c);
  }
}

static void readable(struct client *c) {
  static uint8_t packet[65536];
  struct sockaddr_in from;
  for (;;) {
    socklen_t n = sizeof from;
    ssize_t got = recvfrom(c->fd, packet, sizeof packet, MSG_DONTWAIT, (struct sockaddr *)&from, &n);
    if (got < 4 || c->state != RUNNING) return;
    if (!c->known) c->transfer = from, c->known = 1;
    if (from.sin_port != c->transfer.sin_port) continue;
    c->heard = now();
    if (packet[1] == 3) data(c, packet, got - 4);
    if (packet[1] == 6 && c->block == 1) confirmed(c, (char *)packet + 2, (char *)packet + got);
    if (packet[1] == 5) c->state = FAILED;
    if (c->state != RUNNING) c->ended = now();
  }
}

int main(int count, char **argument) {
  if (count != 7) return fprintf(stderr, "usage: tftp-load SERVER NAME ORIGINAL CLIENTS BLKSIZE WINDOWSIZE\n"), 2;
  server.sin_family = AF_INET;
  server.sin_port = htons(69);
  inet_pton(AF_INET, argument[1], &server.sin_addr);
  name = argument[2];
  int file = open(argument[3], O_RDONLY), clients = atoi(argument[4]);
  struct stat status;
  if (file < 0 || fstat(file, &status)) return perror(argument[3]), 1;
  size = status.st_size;
  original = mmap(0, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
  block_size = atoi(argument[5]), window = atoi(argument[6]);
  struct client *all = calloc(clients, sizeof *all);
  int poll = epoll_create1(0), running = clients, buffer = 4 << 20, failed = 0;
  double began = now(), fastest = 1e9, slowest = 0, bytes = 0;
  for (int i = 0; i < clients; i++) {
    struct client *c = &all[i];
    *c = (struct client){.fd = socket(AF_INET, SOCK_DGRAM, 0), .block_size = 512, .window = 1, .block = 1, .heard = began};
    setsockopt(c->fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
    struct epoll_event event = {EPOLLIN, {.ptr = c}};
    epoll_ctl(poll, EPOLL_CTL_ADD, c->fd, &event);
    request(c);
  }
  double looked = began;
  while (running > 0) {
    struct epoll_event events[256];
    int ready = epoll_wait(poll, events, 256, 100);
    for (int i = 0; i < ready; i++) {
      struct client *c = events[i].data.ptr;
      int before = c->state;
      readable(c);
      if (before == RUNNING && c->state != RUNNING) running--;
    }
    double time = now();
    if (time - looked < 0.1) continue;
    looked = time;
    for (int i = 0; i < clients; i++) {
      struct client *c = &all[i];
      if (c->state != RUNNING || time - c->heard < 1) continue;
      c->heard = time, c->lost = 0, timeouts++;
      if (time - began > 300) c->state = FAILED, c->ended = time, running--;
      else if (c->known) acknowledge(c);
      else request(c);
    }
  }
  for (int i = 0; i < clients; i++) {
    double took = all[i].ended - began;
    if (all[i].state == FAILED) failed++;
    if (took < fastest) fastest = took;
    if (took > slowest) slowest = took;
    bytes += all[i].bytes;
  }
  printf("%.1f %.3f %.3f %ld %d\n", bytes / slowest / 1e6, fastest, slowest, timeouts, failed);
  return failed != 0;
}
