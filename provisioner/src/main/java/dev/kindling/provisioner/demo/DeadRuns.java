package dev.kindling.provisioner.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What runs that were killed left behind: agents of their boards, and the directory they worked in. */
final class DeadRuns {

    private static final Pattern NAME = Pattern.compile("kindling-demo-(\\d{1,9})-\\d+");
    private static final int PATIENCE_SECONDS = 5;

    private DeadRuns() {}

    /** Those of this user whose process is no more. What cannot be removed is told, and keeps nobody from going on. */
    static void remove(Path base) {
        try {
            for (Path directory : in(base)) {
                endAllThatName(directory);
                new WorkDirectory(directory, false).close();
            }
        } catch (IOException e) {
            System.err.println("kindling: what an earlier run left in " + base + " is not all removed: " + e);
        }
    }

    private static List<Path> in(Path base) throws IOException {
        try (Stream<Path> all = Files.list(base)) {
            return all.filter(DeadRuns::isOurs).filter(DeadRuns::isDead).toList();
        }
    }

    private static boolean isDead(Path directory) {
        Matcher name = NAME.matcher(directory.getFileName().toString());
        return name.matches()
                && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty();
    }

    private static boolean isOurs(Path directory) {
        try {
            return Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS)
                    .getName()
                    .equals(System.getProperty("user.name"));
        } catch (IOException gone) {
            return false;
        }
    }

    /** A process that worked for the run has a path below the directory on its command line. */
    private static void endAllThatName(Path directory) throws IOException {
        List<ProcessHandle> processes = ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(directory + "/"))
                .toList();
        processes.forEach(ProcessHandle::destroyForcibly);
        try {
            CompletableFuture.allOf(
                            processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException(
                    "processes of a killed run do not end: " + processes + ", which work in " + directory);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IOException(e);
        }
    }
}
