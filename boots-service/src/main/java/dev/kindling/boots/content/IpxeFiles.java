package dev.kindling.boots.content;

import dev.kindling.boots.ipxe.IpxePrograms;
import dev.kindling.boots.ipxe.IpxeScripts;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** iPXE's programs and the script it asks for by itself, which a PC may put any directory in front of. */
final class IpxeFiles {

    static final String AUTOEXEC = "autoexec.ipxe";

    private final IpxePrograms programs;
    private final IpxeScripts scripts;

    IpxeFiles(IpxePrograms programs, IpxeScripts scripts) {
        this.programs = programs;
        this.scripts = scripts;
    }

    Set<String> programs() {
        return programs.names();
    }

    Optional<Path> program(String name) throws IOException {
        return programs.find(name);
    }

    String autoexec(Inet4Address reader) {
        return scripts.autoexec(reader);
    }

    Optional<FileContent> open(BootPath path, Inet4Address reader) throws IOException {
        String name = path.text().substring(path.text().lastIndexOf('/') + 1);
        if (name.equals(AUTOEXEC)) {
            return Optional.of(FileContent.of(scripts.autoexec(reader).getBytes(StandardCharsets.UTF_8)));
        }
        Optional<Path> program = programs.find(name);
        return program.isPresent() ? Optional.of(new OpenFile(program.get())) : Optional.empty();
    }
}
