package dev.kindling.boots.content;

import dev.kindling.boots.ipxe.IpxePrograms;
import dev.kindling.boots.ipxe.IpxeScripts;
import dev.kindling.boots.ipxe.PxelinuxFiles;
import dev.kindling.boots.machine.MachineProfile;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** iPXE's programs and the script it asks for by itself, which a PC may put any directory in front of; what U-Boot reads. */
final class IpxeFiles {

    static final String AUTOEXEC = "autoexec.ipxe";

    private final IpxePrograms programs;
    private final IpxeScripts scripts;
    private final PxelinuxFiles pxelinux;

    IpxeFiles(IpxePrograms programs, IpxeScripts scripts, PxelinuxFiles pxelinux) {
        this.pxelinux = pxelinux;
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

    /** What U-Boot would read at the board's next boot. */
    Optional<String> nextPxelinux(MachineProfile board) {
        return pxelinux.next(board);
    }

    Optional<Path> ofTree(MachineProfile board, String name) throws IOException {
        return pxelinux.ofTree(board, name);
    }

    Optional<FileContent> open(MachineProfile board, BootPath path, Inet4Address reader) throws IOException {
        if (PxelinuxFiles.isConfiguration(board, path.text())) {
            return pxelinux.configuration(board, reader)
                    .map(text -> FileContent.of(text.getBytes(StandardCharsets.UTF_8)));
        }
        Optional<Path> ofTree = pxelinux.ofTree(board, path.text());
        if (ofTree.isPresent()) {
            return Optional.of(new OpenFile(ofTree.get()));
        }
        String name = path.text().substring(path.text().lastIndexOf('/') + 1);
        if (name.equals(AUTOEXEC)) {
            return Optional.of(FileContent.of(scripts.autoexec(reader).getBytes(StandardCharsets.UTF_8)));
        }
        Optional<Path> program = programs.find(name);
        return program.isPresent() ? Optional.of(new OpenFile(program.get())) : Optional.empty();
    }
}
