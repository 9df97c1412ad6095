package dev.kindling.agent.file;

import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;

/**
 * A file to be written.
 *
 * @param path absolute, in the file system
 * @param content may hold secrets
 * @param mode permission bits of the file
 * @param directoryMode permission bits of directories that are made on the way
 */
record FileOrder(FilePath path, byte[] content, int uid, int gid, int mode, int directoryMode) {

    static FileOrder of(ActionContext context, byte[] content) throws ActionFailure {
        return new FileOrder(
                FilePath.parse(context.require("DEST_PATH")),
                content,
                number(context, "UID", "0", 10),
                number(context, "GID", "0", 10),
                number(context, "MODE", "0644", 8),
                number(context, "DIRMODE", "0755", 8));
    }

    /** The same, at the place its path leads to. */
    FileOrder in(FilePath directory) {
        return new FileOrder(directory.child(path.name()), content, uid, gid, mode, directoryMode);
    }

    private static int number(ActionContext context, String name, String absent, int radix) throws ActionFailure {
        String text = context.optional(name).orElse(absent);
        String digits = radix == 8 ? "(0o?)?[0-7]{1,4}" : "\\d{1,9}";
        if (!text.matches(digits)) {
            throw new ActionFailure(
                    name + " '" + text + "' is not " + (radix == 8 ? "an octal mode like 0644" : "a number"));
        }
        return Integer.parseInt(text.replace("o", ""), radix);
    }

    /** Without the content. */
    @Override
    public String toString() {
        return "FileOrder[" + path + ", " + content.length + " bytes]";
    }
}
