package dev.kindling.tink.webhook.grpc;

import dev.kindling.proto.webhook.v1.CreateWebhookRequest;
import dev.kindling.proto.webhook.v1.CreateWebhookResponse;
import dev.kindling.proto.webhook.v1.DeleteWebhookRequest;
import dev.kindling.proto.webhook.v1.DeleteWebhookResponse;
import dev.kindling.proto.webhook.v1.GetWebhookRequest;
import dev.kindling.proto.webhook.v1.ListWebhooksRequest;
import dev.kindling.proto.webhook.v1.ListWebhooksResponse;
import dev.kindling.proto.webhook.v1.ReviveWebhookRequest;
import dev.kindling.proto.webhook.v1.Webhook;
import dev.kindling.proto.webhook.v1.WebhookServiceGrpc;
import dev.kindling.tink.failure.Parameters;
import dev.kindling.tink.listing.Page;
import dev.kindling.tink.listing.grpc.Times;
import dev.kindling.tink.webhook.Webhooks;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;

/** WebhookService: converts, and asks what REST asks. The interceptor has let admins pass only. */
@Service
class WebhookDoor extends WebhookServiceGrpc.WebhookServiceImplBase {

    private final Webhooks webhooks;

    WebhookDoor(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    @Override
    public void create(CreateWebhookRequest request, StreamObserver<CreateWebhookResponse> answer) {
        Webhooks.Created created = webhooks.create(request.getUrl(), request.getKindsList(), request.getSelector());
        answer.onNext(CreateWebhookResponse.newBuilder()
                .setWebhook(message(created.webhook()))
                .setSecret(created.secret())
                .build());
        answer.onCompleted();
    }

    @Override
    public void get(GetWebhookRequest request, StreamObserver<Webhook> answer) {
        answer.onNext(message(webhooks.get(id("/id", request.getId()))));
        answer.onCompleted();
    }

    @Override
    public void list(ListWebhooksRequest request, StreamObserver<ListWebhooksResponse> answer) {
        int size = Page.checkedOrUsual(request.getLimit());
        Optional<UUID> after =
                Optional.of(request.getAfter()).filter(text -> !text.isEmpty()).map(text -> id("/after", text));
        Page<Webhook> page = Page.of(
                webhooks.list(after, size + 1),
                size,
                WebhookDoor::message,
                each -> each.id().toString());
        ListWebhooksResponse.Builder response =
                ListWebhooksResponse.newBuilder().addAllItems(page.items());
        Optional.ofNullable(page.next()).ifPresent(response::setNext);
        answer.onNext(response.build());
        answer.onCompleted();
    }

    @Override
    public void revive(ReviveWebhookRequest request, StreamObserver<Webhook> answer) {
        answer.onNext(message(webhooks.revive(id("/id", request.getId()))));
        answer.onCompleted();
    }

    @Override
    public void delete(DeleteWebhookRequest request, StreamObserver<DeleteWebhookResponse> answer) {
        webhooks.delete(id("/id", request.getId()));
        answer.onNext(DeleteWebhookResponse.getDefaultInstance());
        answer.onCompleted();
    }

    private static Webhook message(dev.kindling.tink.webhook.Webhook webhook) {
        Webhook.Builder message = Webhook.newBuilder()
                .setId(webhook.id().toString())
                .setUrl(webhook.url())
                .addAllKinds(webhook.kinds())
                .setSelector(webhook.selector())
                .setState(webhook.state().name())
                .setCursor(webhook.cursor())
                .setFailures(webhook.failures())
                .setProblem(webhook.problem())
                .setCreatedAt(Times.of(webhook.createdAt()));
        webhook.deliveredAt().map(Times::of).ifPresent(message::setDeliveredAt);
        return message.build();
    }

    private static UUID id(String pointer, String text) {
        return Parameters.id(pointer, text, "webhook");
    }
}
