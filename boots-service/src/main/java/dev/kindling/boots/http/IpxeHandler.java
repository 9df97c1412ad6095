package dev.kindling.boots.http;

import dev.kindling.boots.boot.BoardAddresses;
import dev.kindling.boots.content.OpenFile;
import dev.kindling.boots.ipxe.IpxePrograms;
import dev.kindling.boots.ipxe.IpxeScripts;
import dev.kindling.boots.ipxe.TreeKernels;
import dev.kindling.boots.machine.MachineDirectory;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.contract.MacAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * iPXE's programs at {@code /ipxe/NAME}, every machine's script at {@code /ipxe/MAC/auto.ipxe}, beside it the kernel of
 * its root tree, and {@code undeclared.ipxe} for one that nobody declared. The paths of Tinkerbell are the same ones:
 * {@code /auto.ipxe}, {@code /ipxe/script/[MAC/]auto.ipxe}, {@code /ipxe/binary/NAME}. Where the path names no MAC address
 * the machine is known by its own.
 *
 * <p>{@code autoexec.ipxe} is what iPXE reads by itself, by the firmware's network and before it has one of its own, so
 * that script goes by way of DHCP.
 */
final class IpxeHandler extends Handler.Abstract {

    private static final Inet4Address UNKNOWN = Inet4Address.ofLiteral("0.0.0.0");

    private static final Pattern SCRIPT = Pattern.compile(
            "(?:/ipxe)?(?:/script)?(?:/((?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}))?/(auto|autoexec|undeclared)\\.ipxe");
    private static final Pattern OF_TREE =
            Pattern.compile("/ipxe/((?:[0-9a-f]{2}:){5}[0-9a-f]{2})/(vmlinuz|initrd\\.img)");
    private static final Pattern PROGRAM =
            Pattern.compile("/ipxe(?:/binary)?(?:/(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2})?/([A-Za-z0-9._-]+)");

    private final MachineDirectory machines;
    private final IpxePrograms programs;
    private final IpxeScripts scripts;
    private final TreeKernels kernels;
    private final HttpJournal journal;
    private final BoardAddresses addresses;

    IpxeHandler(
            MachineDirectory machines,
            IpxePrograms programs,
            IpxeScripts scripts,
            TreeKernels kernels,
            HttpJournal journal,
            BoardAddresses addresses) {
        this.addresses = addresses;
        this.kernels = kernels;
        this.machines = machines;
        this.programs = programs;
        this.scripts = scripts;
        this.journal = journal;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = Request.getPathInContext(request);
        Matcher script = SCRIPT.matcher(path);
        if (script.matches()) {
            journal.begin(request, response, path.substring(1));
            script(request, response, callback, script);
            return true;
        }
        Matcher ofTree = OF_TREE.matcher(path);
        if (ofTree.matches()) {
            journal.begin(request, response, path.substring(1));
            ofTree(request, response, callback, MacAddress.parse(ofTree.group(1)), ofTree.group(2));
            return true;
        }
        Matcher program = PROGRAM.matcher(path);
        if (program.matches()) {
            journal.begin(request, response, path.substring(1));
            program(request, response, callback, program.group(1));
            return true;
        }
        return false;
    }

    private void script(Request request, Response response, Callback callback, Matcher path) {
        Inet4Address reader = HttpJournal.address(request).orElse(UNKNOWN);
        Optional<MacAddress> mac = Optional.ofNullable(path.group(1)).map(MacAddress::parse);
        boolean isStranger = mac.isPresent() && machines.findByMac(mac.get()).isEmpty();
        if (path.group(2).equals("autoexec")) {
            String script = isStranger ? scripts.autoexecOfUndeclared(mac.get(), reader) : scripts.autoexec(reader);
            send(request, response, callback, script);
        } else if (path.group(2).equals("undeclared") && mac.isPresent()) {
            send(request, response, callback, scripts.undeclared(mac.get(), reader));
        } else {
            ofMachine(request, response, callback, mac);
        }
    }

    private void ofMachine(Request request, Response response, Callback callback, Optional<MacAddress> mac) {
        Optional<Inet4Address> reader = HttpJournal.address(request);
        Optional<MachineProfile> machine =
                mac.isPresent() ? machines.findByMac(mac.get()) : reader.flatMap(machines::findByAddress);
        if (machine.isEmpty() || reader.isEmpty()) {
            Response.writeError(
                    request,
                    response,
                    callback,
                    HttpStatus.NOT_FOUND_404,
                    "this machine is not in the inventory; declare its hardware");
        } else if (!machine.get().allowPxe() && !machine.get().bootsLocally()) {
            Response.writeError(
                    request,
                    response,
                    callback,
                    HttpStatus.NOT_FOUND_404,
                    "this machine's hardware does not allow booting over the network (netboot.allow_pxe)");
        } else {
            goesToDisk(request, machine.get(), reader.get());
            send(request, response, callback, scripts.script(machine.get(), reader.get()));
        }
    }

    /** Anybody may read the script that says so; only the machine itself acts on it, and it reads it as a whole. */
    private void goesToDisk(Request request, MachineProfile machine, Inet4Address reader) {
        if (machine.bootsLocally() && request.getMethod().equals("GET") && addresses.isAt(machine, reader)) {
            journal.goesToDisk(machine, addresses.boot(machine), "auto.ipxe");
        }
    }

    private void ofTree(Request request, Response response, Callback callback, MacAddress mac, String name)
            throws IOException {
        Optional<Path> file = kernels.find(mac, name);
        if (file.isEmpty()) {
            String hint = "the root tree of " + mac + " has no boot/" + name + "; 'generation list' names the trees";
            Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404, hint);
            return;
        }
        OpenFile opened = new OpenFile(file.get().toRealPath());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/octet-stream");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, opened.size());
        if (request.getMethod().equals("HEAD") || opened.size() == 0) {
            opened.close();
            response.write(true, null, callback);
        } else {
            FileSending.send(response, opened, new FileSending.Part(0, opened.size()), callback);
        }
    }

    private static void send(Request request, Response response, Callback callback, String text) {
        send(response, callback, "text/plain;charset=utf-8", text.getBytes(StandardCharsets.UTF_8), request);
    }

    /** Small files, read as a whole; a UEFI asks for the length by HEAD before it reads. */
    private void program(Request request, Response response, Callback callback, String name) throws IOException {
        Optional<Path> file = programs.find(name);
        if (file.isEmpty()) {
            String hint = IpxePrograms.isProgram(name)
                    ? name + " is not in " + programs + "; install the package ipxe or put the file there"
                    : "no such program";
            Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404, hint);
            return;
        }
        send(response, callback, "application/octet-stream", Files.readAllBytes(file.get()), request);
    }

    private static void send(Response response, Callback callback, String type, byte[] bytes, Request request) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
        boolean body = !request.getMethod().equals("HEAD");
        response.write(true, body ? ByteBuffer.wrap(bytes) : null, callback);
    }
}
