import CPostgres

/// Why a transaction on PostgreSQL must be run again, or cannot be.
enum Interruption: Error {
    /// Another transaction was in the way, or a prepared statement's tables have changed.
    case conflict
    /// The connection is gone, and the transaction with it.
    case lost(String)
}

/// One connection to a PostgreSQL server, through libpq, which nothing outside of this folder sees.
///
/// It works in libpq's pipeline mode, because round trips are what costs: BEGIN travels with the first statement of a write,
/// a read needs none, and its end is not waited for. It blocks, and belongs to one thread.
final class PostgresConnection: Connection {
    /// Rows that `each` asks for at once.
    private static let rowsAtOnce = 500
    /// Statements kept prepared; beyond it all are forgotten and the useful ones come back.
    private static let mostPrepared = 500

    private let handle: OpaquePointer
    /// The statements that the server keeps for us.
    private var prepared: [Text: Prepared] = [:]
    /// Whether a kept statement's tables have changed under it.
    private var hasStaleStatement = false
    private var statementCount = 0
    private var cursorCount = 0
    /// The BEGIN that the first statement will take along.
    private var opening: SQL?
    /// Whether all up to the next end of a pipeline is one transaction by itself, which reads one state and changes nothing:
    /// that is what the server makes of statements without a BEGIN, and a read costs no other.
    private var isImplicit = false
    /// Whether the server is in a transaction of ours, as far as it has answered.
    private var hasBegun = false
    /// What was sent since the last wait, in order.
    private var underway: [Sent] = []
    /// Answers that are still to be read and that nobody waits for: those up to each of these ends.
    private var unread: [[Sent]] = []

    /// - Throws: `StorageError.unavailable` with the server's or the system's reason.
    init(_ address: String, patience: Int) throws {
        let settings: [(String, String)] = [
            ("connect_timeout", "\(max(patience, 2))"), ("fallback_application_name", "ventanilla"),
            ("dbname", address), ("client_encoding", "UTF8"),
        ]
        let connection = withCStrings(settings.map(\.0)) { names in
            withCStrings(settings.map(\.1)) { values in PQconnectdbParams(names, values, 1) }
        }
        guard let connection else { throw StorageError.unavailable("out of memory") }
        handle = connection
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        guard PQstatus(handle) == CONNECTION_OK else { throw StorageError.unavailable(lastError) }
        try command("""
            SET TIME ZONE 'UTC'; SET lock_timeout = '\(patience)s';
            SET default_transaction_isolation = 'repeatable read'; SET default_transaction_read_only = on
            """)
        PQenterPipelineMode(handle)
    }

    deinit {
        PQfinish(handle)
    }

    // MARK: The transaction

    /// Begins with the next statement.
    ///
    /// - Parameter opening: the BEGIN of a write; `nil`: a read.
    func begin(_ opening: SQL?) throws {
        hasBegun = false
        isImplicit = opening == nil
        if hasStaleStatement || prepared.count > Self.mostPrepared {
            try settle()
            try outsidePipeline { try command("DEALLOCATE ALL") }
            prepared = [:]
            hasStaleStatement = false
        }
        self.opening = opening
    }

    /// - Throws: `.outcomeUnknown` when the connection is lost before the server's answer.
    func commit() throws {
        opening = nil
        guard hasBegun || !underway.isEmpty else { return }
        do {
            try send("COMMIT", isKept: true)
            let tag = try answer().tag
            hasBegun = false
            // The server answers ROLLBACK to the COMMIT of a transaction in which something failed.
            guard tag == "COMMIT" else { throw Interruption.conflict }
        } catch Interruption.lost {
            throw StorageError.outcomeUnknown
        }
    }

    /// Ends a transaction that leaves nothing behind: a read, or a write that failed. The answer is read later.
    func abandon() {
        opening = nil
        guard hasBegun || !underway.isEmpty else { return }
        do {
            // What failed takes along all that was sent with it, even a ROLLBACK.
            if !underway.isEmpty || isImplicit { try endUnread() }
            if !isImplicit {
                try send("ROLLBACK", isKept: true)
                try endUnread()
            }
            hasBegun = false
        } catch {
            // The connection is gone: so is the transaction, and the next statement finds out.
        }
    }

    // MARK: Statements

    func execute(_ sql: SQL) throws -> Int {
        Int(try run(sql).changes) ?? 0
    }

    func submit(_ sql: SQL) throws {
        try send(sql, isKept: sql.isRepeated)
    }

    func fetch(_ sql: SQL) throws -> Rows {
        try rows(of: run(sql), of: sql)
    }

    func fetch(together queries: [SQL], isLast: Bool) throws -> [Rows] {
        for query in queries { try submit(query) }
        return try zip(queries, answers(endingRead: isLast).suffix(queries.count)).map { query, answer in try rows(of: answer, of: query) }
    }

    func each(_ sql: SQL, _ body: (Row) throws -> Void) throws {
        cursorCount += 1
        let cursor = "each\(cursorCount)"
        if isImplicit {
            // Only a transaction with a BEGIN may have cursors.
            try send("BEGIN", isKept: true)
            isImplicit = false
        }
        _ = try run("DECLARE \(unsafe: cursor) NO SCROLL CURSOR FOR " + sql, isRepeated: false)
        while true {
            let rows = try fetch("FETCH \(unsafe: "\(Self.rowsAtOnce)") FROM \(unsafe: cursor)", isRepeated: false)
            for index in 0..<rows.count { try body(rows[index]) }
            if rows.count < Self.rowsAtOnce { break }
        }
        _ = try run("CLOSE \(unsafe: cursor)", isRepeated: false)
    }

    func script(_ text: String) throws {
        try settle()
        if !underway.isEmpty { _ = try answers() }
        try outsidePipeline {
            if let opening {
                try command(opening.text)
                self.opening = nil
                hasBegun = true
            }
            try command(text)
        }
    }

    private func fetch(_ sql: SQL, isRepeated: Bool) throws -> Rows {
        try rows(of: run(sql, isRepeated: isRepeated), of: sql)
    }

    /// Sends one statement and waits for its answer, and for those of all that was submitted before.
    private func run(_ sql: SQL, isRepeated: Bool = true) throws -> Answer {
        try send(sql, isKept: isRepeated && sql.isRepeated)
        return try answer()
    }

    /// Sends one statement, with BEGIN and its preparation before it where they are due.
    private func send(_ sql: SQL, isKept: Bool) throws {
        try settle()
        let parameters = try PostgresValues.Parameters(of: sql)
        if let opening {
            let begin = try prepared[Text(sql: opening)] ?? prepare(opening)
            try require(PQsendQueryPrepared(handle, begin.name, 0, nil, nil, nil, 1))
            underway.append(.begin(opening))
            self.opening = nil
        }
        let kept = try isKept ? prepared[Text(sql: sql)] ?? prepare(sql) : nil
        try parameters.withPointers { count, values, lengths, formats in
            if let kept {
                try require(PQsendQueryPrepared(handle, kept.name, count, values, lengths, formats, 1))
            } else {
                try require(PQsendQueryParams(handle, sql.numbered, count, nil, values, lengths, formats, 1))
            }
        }
        underway.append(.statement(sql))
    }

    private func prepare(_ sql: SQL) throws -> Prepared {
        let statement = Prepared(name: "s\(statementCount)")
        try require(PQsendPrepare(handle, statement.name, sql.numbered, 0, nil))
        underway.append(.preparation(sql))
        prepared[Text(sql: sql)] = statement
        statementCount += 1
        return statement
    }

    /// Waits for all that is underway.
    ///
    /// - Returns: the answer to the last statement.
    private func answer() throws -> Answer {
        guard let answer = try answers().last else { throw Interruption.lost("no answer") }
        return answer
    }

    /// Waits for all that is underway.
    ///
    /// - Parameter isEnd: a read ends with it.
    /// - Returns: the answers to its statements.
    /// - Throws: what the first failure means.
    private func answers(endingRead isEnd: Bool = false) throws -> [Answer] {
        let sent = underway
        underway = []
        guard isImplicit, !isEnd else {
            try require(PQpipelineSync(handle))
            if isImplicit { hasBegun = false }
            return try answers(to: sent)
        }
        // An end of the pipeline would be the end of the transaction.
        try require(PQsendFlushRequest(handle))
        guard PQflush(handle) == 0 else { throw Interruption.lost(lastError) }
        hasBegun = true
        return try answers(to: sent, outcome(of: sent.count))
    }

    private func answers(to sent: [Sent]) throws -> [Answer] {
        try answers(to: sent, outcome())
    }

    private func answers(to sent: [Sent], _ outcome: (answers: [Answer], failure: Answer?)) throws -> [Answer] {
        // Even where something failed, what came before it holds: the answers tell how far the server got.
        for (place, sent) in sent.enumerated() {
            let isDone = place < outcome.answers.count
            switch sent {
            case .begin(let begin): if isDone { hasBegun = true } else { opening = begin }
            case .preparation(let sql): if !isDone { prepared[Text(sql: sql)] = nil }
            case .statement: break
            }
        }
        if let failure = outcome.failure {
            throw error(of: failure, in: outcome.answers.count < sent.count ? sent[outcome.answers.count].text : "")
        }
        return zip(sent, outcome.answers).filter(\.0.isStatement).map(\.1)
    }

    private func rows(of answer: Answer, of sql: SQL) throws -> Rows {
        let kept = sql.isRepeated ? prepared[Text(sql: sql)] : nil
        let columns = kept?.columns ?? Columns(of: answer)
        kept?.columns = columns
        let count = PQntuples(answer.result), width = Int32(columns.names.count)
        var values: [SQLValue] = []
        values.reserveCapacity(Int(count) * columns.names.count)
        for row in 0..<count {
            for column in 0..<width {
                if PQgetisnull(answer.result, row, column) == 1 {
                    values.append(.null)
                } else {
                    let bytes = UnsafeRawBufferPointer(
                        start: PQgetvalue(answer.result, row, column),
                        count: Int(PQgetlength(answer.result, row, column)))
                    let index = Int(column)
                    values.append(try PostgresValues.value(bytes, type: columns.types[index], column: columns.names[index]))
                }
            }
        }
        return Rows(names: columns.names, count: Int(count), values: values)
    }
}

// MARK: - The conversation

extension PostgresConnection {
    private var lastError: String {
        let lines = String(cString: PQerrorMessage(handle)).split(whereSeparator: \.isNewline)
        return lines.joined(separator: " ")
    }

    private func require(_ isSent: Int32) throws {
        if isSent == 0 { throw Interruption.lost(lastError) }
    }

    /// Lets the server work on what is underway; its answers are read later.
    private func endUnread() throws {
        try require(PQpipelineSync(handle))
        unread.append(underway)
        underway = []
    }

    /// Reads the answers that nobody waited for; what failed there has been rolled back.
    private func settle() throws {
        guard !unread.isEmpty else { return }
        let (segments, next) = (unread, opening)
        unread = []
        defer { (hasBegun, opening) = (false, next) }
        for sent in segments {
            do {
                _ = try answers(to: sent)
            } catch Interruption.lost(let reason) {
                throw Interruption.lost(reason)
            } catch {}
        }
    }

    /// Waits for the answers to as many things that were sent: those before the first failure, and the failure.
    private func outcome(of count: Int) throws -> (answers: [Answer], failure: Answer?) {
        var answers: [Answer] = []
        var failure: Answer?
        for _ in 0..<count {
            guard let result = PQgetResult(handle) else { throw Interruption.lost(lastError) }
            let answer = Answer(result)
            switch PQresultStatus(result) {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK: answers.append(answer)
            case PGRES_PIPELINE_ABORTED: break
            default: failure = failure ?? answer
            }
            // Ends the answers to one command.
            guard PQgetResult(handle) == nil, PQstatus(handle) != CONNECTION_BAD else { throw Interruption.lost(lastError) }
        }
        return (answers, failure)
    }

    /// Waits for the answers to all that was sent before the pipeline's end: those before the first failure, and the failure.
    private func outcome() throws -> (answers: [Answer], failure: Answer?) {
        var answers: [Answer] = []
        var failure: Answer?
        var isOver = false
        while true {
            guard let result = PQgetResult(handle) else {
                // Ends the answers to one command; twice in a row there is nobody left to answer: a server that shuts down
                // says so and nothing more, and libpq waits for nothing, but does not call the connection broken.
                guard !isOver, PQstatus(handle) != CONNECTION_BAD else { throw Interruption.lost(lastError) }
                isOver = true
                continue
            }
            isOver = false
            let answer = Answer(result)
            switch PQresultStatus(result) {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK: answers.append(answer)
            case PGRES_PIPELINE_ABORTED: break
            case PGRES_PIPELINE_SYNC: return (answers, failure)
            default: failure = failure ?? answer
            }
        }
    }

    /// Runs text of our own or of a migration, outside of the pipeline, where several statements may stand together.
    private func command(_ text: String) throws {
        guard let result = PQexec(handle, text) else { throw Interruption.lost(lastError) }
        let answer = Answer(result)
        guard [PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY].contains(PQresultStatus(result)) else {
            if PQstatus(handle) == CONNECTION_BAD { throw Interruption.lost(lastError) }
            throw error(of: answer, in: text)
        }
    }

    private func outsidePipeline(_ work: () throws -> Void) throws {
        try require(PQexitPipelineMode(handle))
        defer { PQenterPipelineMode(handle) }
        try work()
    }

    /// What a failed statement means. Details are left out: they hold values.
    private func error(of answer: Answer, in text: String) -> any Error {
        let message = answer.field(CInt(UInt8(ascii: "M")))
        let table = answer.field(CInt(UInt8(ascii: "t")))
        let constraint = answer.field(CInt(UInt8(ascii: "n")))
        switch answer.field(CInt(UInt8(ascii: "C"))) {
        case "40001", "40P01": return Interruption.conflict
        case "0A000" where !prepared.isEmpty && !hasStaleStatement:
            // "Cached plan must not change result type", in whichever language: tried again without kept statements.
            hasStaleStatement = true
            return Interruption.conflict
        case "23505":
            let columns = uniqueColumns(answer.field(CInt(UInt8(ascii: "D")))).map { "\(table).\($0)" }
            let name = columns.isEmpty ? constraint : columns.joined(separator: ", ")
            return StorageError.constraint(Constraint(.unique, name))
        case "23503": return StorageError.constraint(Constraint(.foreignKey, constraint))
        case "23514": return StorageError.constraint(Constraint(.check, constraint))
        case "23502":
            return StorageError.constraint(Constraint(.notNull, table + "." + answer.field(CInt(UInt8(ascii: "c")))))
        case "55P03": return StorageError.busy
        case let state where state.hasPrefix("53") || state.hasPrefix("58"): return StorageError.unavailable(message)
        default: return StorageError.sql(message: message, text: text)
        }
    }

    /// The columns in `Key (company_id, email)=(7, …) already exists.`, or none when they are expressions.
    private func uniqueColumns(_ detail: String) -> [String] {
        guard let open = detail.firstIndex(of: "("), let equals = detail.firstRange(of: ")=(") else { return [] }
        let columns = detail[detail.index(after: open)..<equals.lowerBound].split(separator: ", ").map(String.init)
        let isPlain = columns.allSatisfy { $0.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } }
        return isPlain ? columns : []
    }
}
