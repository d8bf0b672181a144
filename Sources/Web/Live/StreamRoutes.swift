import Hummingbird
import NIOCore
import ServiceDesk
import ServiceLifecycle

extension WebServer {
    /// `GET /{company}/stream`: server-sent events that say only that something moved; the page then asks for its own
    /// fragment, under its own session.
    @Sendable func stream(_ request: Request, _ context: DeskContext) async throws -> Response {
        let moves = await hub.listen(as: try context.requirePrincipal())
        let body = ResponseBody { writer in
            let beats = Beats(moves)
            try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
            // It ends when the reader leaves, and when the desk stops, which else would wait for it.
            try await withGracefulShutdownHandler {
                try await request.body.consumeWithInboundCloseHandler { _ in
                    for await beat in beats.stream {
                        try await writer.write(ByteBuffer(string: beat == .moved ? "data: moved\n\n" : ": still here\n\n"))
                    }
                    try await writer.finish(nil)
                } onInboundClosed: {
                    beats.end()
                }
            } onGracefulShutdown: {
                beats.end()
            }
        }
        return Response(status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"], body: body)
    }
}

/// Moves, and a beat every 20 s where there are none, so that no proxy in between closes the stream.
private struct Beats: Sendable {
    enum Beat: Sendable {
        case moved, idle
    }

    let stream: AsyncStream<Beat>
    private let continuation: AsyncStream<Beat>.Continuation

    init(_ moves: AsyncStream<Void>) {
        (stream, continuation) = AsyncStream.makeStream(of: Beat.self, bufferingPolicy: .bufferingNewest(8))
        let continuation = continuation
        let task = Task {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await _ in moves { continuation.yield(.moved) }
                    continuation.finish()
                }
                group.addTask {
                    while (try? await Task.sleep(for: .seconds(20))) != nil { continuation.yield(.idle) }
                }
                await group.next()
                group.cancelAll()
            }
        }
        continuation.onTermination = { _ in task.cancel() }
    }

    func end() {
        continuation.finish()
    }
}
