package dev.kindling.tink.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Under which account PostgreSQL's programs run: it refuses to be root. */
sealed interface ServerAccount {

    /** What goes in front of a command. */
    List<String> prefix();

    /** Who must own the cluster's files, as the host sees it. */
    int uid();

    /** An ordinary user is its own server account. */
    record Caller(int uid) implements ServerAccount {
        @Override
        public List<String> prefix() {
            return List.of();
        }
    }

    /** Root in a user namespace that maps no uid: the files stay root's, the program sees uid 65534. */
    record HiddenRoot() implements ServerAccount {
        @Override
        public List<String> prefix() {
            return List.of("unshare", "-U");
        }

        @Override
        public int uid() {
            return 0;
        }
    }

    /** Root steps down to an account that exists, because PostgreSQL looks its name up. */
    record SteppedDown(int uid, int gid, List<String> prefix) implements ServerAccount {
        public SteppedDown {
            prefix = List.copyOf(prefix);
        }
    }

    /** The account for the user this process runs as. */
    static ServerAccount choose(UserNamespaces userNamespaces) {
        int uid = callerUid();
        if (uid != 0) {
            return new Caller(uid);
        }
        if (userNamespaces == UserNamespaces.PROBE && succeeds(List.of("unshare", "-U", "true"))) {
            return new HiddenRoot();
        }
        return nobody();
    }

    private static ServerAccount nobody() {
        int uid = id("-u");
        int gid = id("-g");
        List<String> setpriv = List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups");
        List<String> runuser = List.of("runuser", "-u", "nobody", "--");
        for (List<String> prefix : List.of(setpriv, runuser)) {
            List<String> probe = new ArrayList<>(prefix);
            probe.add("true");
            if (succeeds(probe)) {
                return new SteppedDown(uid, gid, prefix);
            }
        }
        throw new PostgresStartException("PostgreSQL does not run as root, and neither 'unshare -U' nor 'setpriv' nor"
                + " 'runuser' lets it run as another user here; start Kindling as an ordinary user, or point"
                + " kindling.tink.database.url at a PostgreSQL server");
    }

    private static int id(String flag) {
        try {
            Process process = new ProcessBuilder("id", flag, "nobody").start();
            String text = new String(process.getInputStream().readAllBytes()).strip();
            return Integer.parseInt(text);
        } catch (IOException | NumberFormatException e) {
            throw new PostgresStartException("PostgreSQL does not run as root, and there is no user 'nobody' here", e);
        }
    }

    private static boolean succeeds(List<String> command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static int callerUid() {
        try {
            return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            throw new PostgresStartException("the embedded PostgreSQL needs Linux with /proc mounted", e);
        }
    }

    /** Hands a tree of files to this account, if it is not its already. */
    default void own(Path tree) throws IOException {
        if ((int) Files.getAttribute(tree, "unix:uid", LinkOption.NOFOLLOW_LINKS) == uid() || callerUid() != 0) {
            return;
        }
        int gid = this instanceof SteppedDown down ? down.gid() : 0;
        List<Path> all;
        try (Stream<Path> paths = Files.walk(tree)) {
            all = paths.toList();
        }
        // The root of the tree last: it is the mark that says all of it was done.
        for (Path path : all.reversed()) {
            Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:uid", uid(), LinkOption.NOFOLLOW_LINKS);
        }
    }
}
