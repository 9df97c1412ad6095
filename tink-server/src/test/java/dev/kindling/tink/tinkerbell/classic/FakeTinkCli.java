package dev.kindling.tink.tinkerbell.classic;

import com.google.protobuf.ByteString;
import dev.kindling.proto.tinkerbell.hardware.DeleteRequest;
import dev.kindling.proto.tinkerbell.hardware.Dhcp;
import dev.kindling.proto.tinkerbell.hardware.Hardware;
import dev.kindling.proto.tinkerbell.hardware.HardwareServiceGrpc;
import dev.kindling.proto.tinkerbell.hardware.Interface;
import dev.kindling.proto.tinkerbell.hardware.Ip;
import dev.kindling.proto.tinkerbell.hardware.Netboot;
import dev.kindling.proto.tinkerbell.hardware.Network;
import dev.kindling.proto.tinkerbell.hardware.PushRequest;
import dev.kindling.proto.tinkerbell.template.ListRequest;
import dev.kindling.proto.tinkerbell.template.TemplateServiceGrpc;
import dev.kindling.proto.tinkerbell.template.WorkflowTemplate;
import dev.kindling.proto.tinkerbell.workflow.CreateRequest;
import dev.kindling.proto.tinkerbell.workflow.Empty;
import dev.kindling.proto.tinkerbell.workflow.GetRequest;
import dev.kindling.proto.tinkerbell.workflow.GetWorkflowDataRequest;
import dev.kindling.proto.tinkerbell.workflow.State;
import dev.kindling.proto.tinkerbell.workflow.Workflow;
import dev.kindling.proto.tinkerbell.workflow.WorkflowActionStatus;
import dev.kindling.proto.tinkerbell.workflow.WorkflowContext;
import dev.kindling.proto.tinkerbell.workflow.WorkflowServiceGrpc;
import io.grpc.Channel;
import java.util.ArrayList;
import java.util.List;

/** Makes the calls of {@code tink} v0.6 to v0.8, verb by verb (tink:cmd/tink-cli/cmd@v0.6.0); the real one is a Go program. */
public final class FakeTinkCli {

    private final HardwareServiceGrpc.HardwareServiceBlockingStub hardware;
    private final TemplateServiceGrpc.TemplateServiceBlockingStub templates;
    private final WorkflowServiceGrpc.WorkflowServiceBlockingStub workflows;

    public FakeTinkCli(Channel channel) {
        hardware = HardwareServiceGrpc.newBlockingStub(channel);
        templates = TemplateServiceGrpc.newBlockingStub(channel);
        workflows = WorkflowServiceGrpc.newBlockingStub(channel);
    }

    HardwareServiceGrpc.HardwareServiceBlockingStub hardware() {
        return hardware;
    }

    TemplateServiceGrpc.TemplateServiceBlockingStub templates() {
        return templates;
    }

    WorkflowServiceGrpc.WorkflowServiceBlockingStub workflows() {
        return workflows;
    }

    /** {@code hardware push}: the metadata travels as text. */
    public void push(Hardware data) {
        hardware.push(PushRequest.newBuilder().setData(data).build());
    }

    static Hardware board(String id, String mac, String address) {
        return Hardware.newBuilder()
                .setId(id)
                .setMetadata("{\"facility\":{\"facility_code\":\"onprem\"},\"instance\":{},\"state\":\"provisioning\"}")
                .setNetwork(Network.newBuilder()
                        .addInterfaces(Interface.newBuilder()
                                .setDhcp(Dhcp.newBuilder()
                                        .setMac(mac)
                                        .setHostname("node")
                                        .setArch("aarch64")
                                        .setIp(Ip.newBuilder()
                                                .setAddress(address)
                                                .setNetmask("255.255.0.0")
                                                .setGateway("127.43.0.1")))
                                .setNetboot(
                                        Netboot.newBuilder().setAllowPxe(true).setAllowWorkflow(true))))
                .build();
    }

    /** {@code hardware list}. */
    public List<Hardware> hardwareList() {
        return all(hardware.all(dev.kindling.proto.tinkerbell.hardware.Empty.getDefaultInstance()));
    }

    /** {@code hardware delete}. */
    public void deleteHardware(String id) {
        hardware.delete(DeleteRequest.newBuilder().setId(id).build());
    }

    /** {@code template create}: the name is the YAML's. */
    public String createTemplate(String name, String yaml) {
        return templates
                .createTemplate(WorkflowTemplate.newBuilder()
                        .setName(name)
                        .setData(yaml)
                        .build())
                .getId();
    }

    /** {@code template list}. */
    public List<WorkflowTemplate> templateList(String glob) {
        return all(
                templates.listTemplates(ListRequest.newBuilder().setName(glob).build()));
    }

    /** {@code workflow create -t ID -r JSON}. */
    public String createWorkflow(String template, String json) {
        return workflows
                .createWorkflow(CreateRequest.newBuilder()
                        .setTemplate(template)
                        .setHardware(json)
                        .build())
                .getId();
    }

    /** {@code workflow get ID}. */
    public Workflow workflow(String id) {
        return workflows.getWorkflow(GetRequest.newBuilder().setId(id).build());
    }

    /** {@code workflow list}. */
    public List<Workflow> workflowList() {
        return all(workflows.listWorkflows(Empty.getDefaultInstance()));
    }

    /** {@code workflow state ID}. */
    public WorkflowContext context(String id) {
        return workflows.getWorkflowContext(GetRequest.newBuilder().setId(id).build());
    }

    /** The "Workflow Progress" of {@code workflow state}. */
    public long progress(String id) {
        WorkflowContext context = context(id);
        boolean done = context.getCurrentActionState() == State.STATE_SUCCESS;
        return (context.getCurrentActionIndex() + (done ? 1 : 0)) * 100 / context.getTotalNumberOfActions();
    }

    /** {@code workflow events ID}. */
    public List<WorkflowActionStatus> events(String id) {
        return all(
                workflows.showWorkflowEvents(GetRequest.newBuilder().setId(id).build()));
    }

    /** {@code workflow data ID -v VERSION}. */
    public String data(String id, int version) {
        ByteString data = workflows
                .getWorkflowData(GetWorkflowDataRequest.newBuilder()
                        .setWorkflowId(id)
                        .setVersion(version)
                        .build())
                .getData();
        return data.toStringUtf8();
    }

    /** {@code workflow delete ID}. */
    public void deleteWorkflow(String id) {
        workflows.deleteWorkflow(GetRequest.newBuilder().setId(id).build());
    }

    private static <T> List<T> all(java.util.Iterator<T> stream) {
        List<T> all = new ArrayList<>();
        stream.forEachRemaining(all::add);
        return all;
    }
}
