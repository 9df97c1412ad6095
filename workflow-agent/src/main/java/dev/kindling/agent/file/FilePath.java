package dev.kindling.agent.file;

import dev.kindling.agent.runtime.ActionFailure;
import java.util.ArrayList;
import java.util.List;

/**
 * An absolute path of plain names in a file system.
 *
 * @param names none for the file system's root
 */
public record FilePath(List<String> names) {

    public static final FilePath ROOT = new FilePath(List.of());

    public FilePath {
        names = List.copyOf(names);
        for (String name : names) {
            if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
                throw new IllegalArgumentException("'" + name + "' is not a plain name");
            }
        }
    }

    /** A file that a template names. */
    static FilePath parse(String text) throws ActionFailure {
        List<String> names = new ArrayList<>();
        for (String name : text.split("/")) {
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        // A quote or backslash would mean something to debugfs, a colon or asterisk to mtools.
        boolean odd = text.chars().anyMatch(c -> c < ' ' || "\"\\:*?<>|[]".indexOf(c) >= 0);
        if (!text.startsWith("/")
                || text.endsWith("/")
                || names.isEmpty()
                || odd
                || names.contains("..")
                || names.contains(".")) {
            throw new ActionFailure("DEST_PATH '" + text
                    + "' is not an absolute file path of plain names, like /etc/rancher/k3s/config.yaml");
        }
        return new FilePath(names);
    }

    /**
     * What an archive calls a file, below this path; a leading slash counts for nothing.
     *
     * @return empty names where it leads out of this path
     */
    public java.util.Optional<FilePath> below(String relative) {
        List<String> all = new ArrayList<>(names);
        for (String name : relative.split("/")) {
            if (name.equals("..")) {
                return java.util.Optional.empty();
            }
            if (!name.isEmpty() && !name.equals(".")) {
                all.add(name);
            }
        }
        return java.util.Optional.of(new FilePath(all));
    }

    public FilePath child(String name) {
        List<String> all = new ArrayList<>(names);
        all.add(name);
        return new FilePath(all);
    }

    public FilePath parent() {
        return names.isEmpty() ? this : new FilePath(names.subList(0, names.size() - 1));
    }

    public boolean isRoot() {
        return names.isEmpty();
    }

    public String name() {
        return names.isEmpty() ? "" : names.get(names.size() - 1);
    }

    /** Every directory above it, outermost first: {@code /etc}, {@code /etc/rancher}. */
    List<String> directories() {
        List<String> directories = new ArrayList<>();
        for (int n = 1; n < names.size(); n++) {
            directories.add("/" + String.join("/", names.subList(0, n)));
        }
        return directories;
    }

    /** {@code /} or the directory it lies in. */
    String directory() {
        return parent().toString();
    }

    @Override
    public String toString() {
        return "/" + String.join("/", names);
    }
}
