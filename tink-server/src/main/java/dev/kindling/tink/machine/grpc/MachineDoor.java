package dev.kindling.tink.machine.grpc;

import dev.kindling.contract.MacAddress;
import dev.kindling.proto.machine.v1.GetMachineRequest;
import dev.kindling.proto.machine.v1.LabelMachineRequest;
import dev.kindling.proto.machine.v1.ListMachinesRequest;
import dev.kindling.proto.machine.v1.ListMachinesResponse;
import dev.kindling.proto.machine.v1.Machine;
import dev.kindling.proto.machine.v1.MachineServiceGrpc;
import dev.kindling.tink.failure.Parameters;
import dev.kindling.tink.hardware.MachineLabels;
import dev.kindling.tink.listing.Page;
import dev.kindling.tink.machine.LabelSelector;
import dev.kindling.tink.machine.MachineFilter;
import dev.kindling.tink.machine.MachineRows;
import dev.kindling.tink.machine.NamedMachines;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** MachineService: converts, and asks what REST asks. The interceptor has let persons of the right role pass only. */
@Service
class MachineDoor extends MachineServiceGrpc.MachineServiceImplBase {

    private final MachineRows machines;
    private final NamedMachines named;
    private final MachineLabels labels;

    MachineDoor(MachineRows machines, NamedMachines named, MachineLabels labels) {
        this.machines = machines;
        this.named = named;
        this.labels = labels;
    }

    @Override
    public void get(GetMachineRequest request, StreamObserver<Machine> answer) {
        answer.onNext(MachineMessages.machine(named.get(request.getMac())));
        answer.onCompleted();
    }

    @Override
    public void list(ListMachinesRequest request, StreamObserver<ListMachinesResponse> answer) {
        int size = Page.checkedOrUsual(request.getLimit());
        MachineFilter filter = new MachineFilter(
                present(request.getState()).map(text -> Parameters.constant("/state", text, MachineFilter.State.class)),
                present(request.getSelector()).map(LabelSelector::parse));
        Page<Machine> page = Page.of(
                machines.page(filter, request.getAfter(), size + 1),
                size,
                MachineMessages::machine,
                row -> row.mac().text());
        ListMachinesResponse.Builder response =
                ListMachinesResponse.newBuilder().addAllItems(page.items());
        Optional.ofNullable(page.next()).ifPresent(response::setNext);
        answer.onNext(response.build());
        answer.onCompleted();
    }

    @Override
    public void label(LabelMachineRequest request, StreamObserver<Machine> answer) {
        MacAddress mac = Parameters.mac("/mac", request.getMac());
        labels.replace(mac, request.getLabelsMap());
        answer.onNext(MachineMessages.machine(named.get(mac.text())));
        answer.onCompleted();
    }

    private static Optional<String> present(String text) {
        return Optional.of(text).filter(each -> !each.isEmpty());
    }
}
