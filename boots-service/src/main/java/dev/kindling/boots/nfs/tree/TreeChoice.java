package dev.kindling.boots.nfs.tree;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which root tree a machine gets, by links that are read anew each time.
 *
 * @param directory of the root trees
 */
public record TreeChoice(Path directory) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final String CURRENT = "current";
    private static final String OF_MACHINE = "machine-";

    public TreeChoice {
        directory = directory.toAbsolutePath().normalize();
    }

    /** The name of the tree of this machine: its own choice, else the common one, else the only one there is. */
    public Optional<String> of(String mac) throws IOException {
        Optional<String> chosen = link(OF_MACHINE + mac).or(() -> link(CURRENT));
        if (chosen.isPresent()) {
            return chosen.filter(this::exists);
        }
        List<String> all = names();
        return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
    }

    /** Whether this is the name of a tree that is there. */
    public boolean exists(String name) {
        return NAME.matcher(name).matches() && Files.isDirectory(directory.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    /** All trees, in the order of their names. */
    public List<String> names() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (exists(name)) {
                    names.add(name);
                }
            }
        }
        names.sort(null);
        return names;
    }

    private Optional<String> link(String name) {
        try {
            return Optional.of(Files.readSymbolicLink(directory.resolve(name))
                    .getFileName()
                    .toString());
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }
}
