import BusinessTime
import ServiceDesk
import SupportPolicy

/// Timers, remote sessions and visits of the sample, at the two companies whose policies speak of them.
extension SampleStory {
    /// A request that somebody goes to see, of a client whose contract pays for it.
    struct Errand: Sendable {
        let cast: SampleCast
        let agent: Principal
        let folio: String
        /// What becomes of its visit.
        let end: End

        enum End { case done, denied, agreed }
    }

    /// Appointments of the days to come; made a week before the end, so that some are over by then.
    mutating func planVisits() async throws -> [Errand] {
        var errands: [Errand] = []
        let plans: [(slug: String, subject: String, place: String, name: String, isUrgent: Bool, end: Errand.End)] = [
            ("intecnia", "Cableado nuevo en la bodega", "Bodega, 11 Sur 1905, Puebla", "Rosa Pineda", false, .done),
            ("intecnia", "Cambio del firewall en la matriz", "Matriz, Av. Juárez 2318, piso 3, Puebla", "", false, .denied),
            ("grupo-execom", "Instalar el punto de venta en la sucursal nueva", "Plaza Crystal, local 14, Tuxtla Gutiérrez", "Gerardo Pech", true, .denied),
        ]
        for plan in plans {
            guard let (cast, agent, email) = try await buyer(at: plan.slug) else { continue }
            let folio = try await ask(plan.subject, from: email, at: cast, by: agent)
            try await agree(on: plan.place, with: plan.name, isUrgent: plan.isUrgent, days: 1, for: folio, at: cast, by: agent)
            errands.append(Errand(cast: cast, agent: agent, folio: folio, end: plan.end))
        }
        return errands
    }

    /// What became of them, two sessions, and a timer that somebody forgets.
    mutating func work(on errands: [Errand]) async throws {
        for errand in errands { try await finish(errand) }
        for slug in ["intecnia", "grupo-execom"] {
            guard let (cast, agent, email) = try await buyer(at: slug) else { continue }
            let solved = try await ask("El sistema no abre después de la actualización", from: email, at: cast, by: agent)
            try await desk.offerSession(on: solved, with: "TeamViewer", knowing: fees(at: cast), saying: "Necesitamos veinte minutos, cuando le quede bien.", as: agent)
            try await desk.consent(to: 1, on: solved, by: "quien reportó", via: .phone, as: agent)
            try await desk.beginSession(1, on: solved, as: agent)
            now = try await desk.advanceClock(by: 22 * 60)
            try await desk.endSession(1, on: solved, with: .solved, saying: "La actualización dejó un servicio detenido. Se inició y quedó en automático.", as: agent)
            let offered = try await ask("Aparece un aviso de seguridad al iniciar", from: email, at: cast, by: agent)
            try await desk.offerSession(on: offered, with: "TeamViewer", knowing: fees(at: cast), as: agent)
            // Another agent measures, and goes home.
            if let other = cast.agents.last { try await desk.startTimer(on: offered, as: other) }
        }
    }

    /// What is still ahead when the story ends.
    mutating func leaveWork() async throws {
        for slug in ["intecnia", "grupo-execom"] {
            guard let (cast, agent, email) = try await buyer(at: slug) else { continue }
            let folio = try await ask("Revisión de los equipos de caja", from: email, at: cast, by: agent)
            try await agree(on: "Sucursal Centro, Portal Hidalgo 6", with: "", isUrgent: false, days: 2, for: folio, at: cast, by: agent)
            try await desk.startTimer(on: folio, as: agent)
            // One that lacks nothing, and one whose client would rather have it later.
            let ready = try await ask("Poner en marcha el lector de códigos", from: email, at: cast, by: agent)
            try await agree(on: "Almacén, Blvd. Norte 401", with: "Rosa Pineda", isUrgent: false, days: 1, for: ready, at: cast, by: agent, engineer: cast.agents.last)
            if let client = try await client(of: ready, as: agent) {
                let points = cast.policy.visitPoints.map { VisitPreparation.Point($0.id, isReady: true, saying: "Está en la carta que dejamos en vigilancia") }
                if !points.isEmpty { try await desk.prepareVisit(1, on: ready, VisitPreparation(points: points), as: client) }
            }
            let wished = try await ask("Mudanza del servidor a la oficina nueva", from: email, at: cast, by: agent)
            try await agree(on: "Oficina nueva, Torre 2, piso 5", with: "Gerardo Pech", isUrgent: false, days: 3, for: wished, at: cast, by: agent, engineer: agent)
            let ticket = try await desk.read { try $0.ticket(wished, visibleTo: agent).ticket }
            if let client = try await client(of: wished, as: agent), let visit = ticket.works.first?.visit {
                try await desk.wishVisit(1, on: wished, at: visit.appointment.begins + 86_400, knowing: fees(at: cast), saying: "Ese día nos entregan los muebles.", as: client)
            }
        }
    }

    /// Support that a contract gives for its products: of what is no longer sold (IN-62), and free of what fails in its warranty (IN-5).
    func supportProducts() async throws {
        guard let cast = casts.first(where: { $0.slug == "intecnia" }), let agent = cast.agents.first,
              let contract = try await desk.contracts(as: agent).first(where: { row in
                  row.contract.isInForce(at: now) && row.contract.terms.products.contains { $0.name == Self.discontinued }
                      && row.contract.lots.contains { $0.unit == "minute" && $0.available >= 60 }
              }),
              let client = cast.clients.first(where: { $0.rfc == contract.customerRFC })
        else { return }
        let old = try await ask("El conmutador viejo no pasa llamadas a la bodega", from: client.email, at: cast, by: agent)
        try await desk.reply(to: old, saying: "Ese modelo ya no se vende, pero su contrato especial lo ampara: lo revisamos hoy.", as: agent)
        try await desk.logTime(
            45, of: "support_hour", product: Self.discontinued, on: old, because: "Se cambió la tarjeta de extensiones por una de refacción", as: agent)
        let new = try await ask("El router pierde su configuración al apagarse", from: client.email, at: cast, by: agent)
        try await desk.reply(to: new, saying: "El manual dice que la conserva, y está en garantía: la revisión no tiene costo.", as: agent)
        var order = ServiceOrder([Attendance.Service("warranty_support")])
        order.product = Self.guaranteed
        try await desk.charge(order, on: new, because: "No conserva la configuración sin corriente, como dice su especificación", as: agent)
    }

    /// Who asked.
    private func client(of folio: String, as agent: Principal) async throws -> Principal? {
        try await desk.read { tx in try tx.person(try tx.ticket(folio, visibleTo: agent).ticket.requester)?.principal }
    }

    private func finish(_ errand: Errand) async throws {
        let agent = errand.agent
        let ticket = try await desk.read { try $0.ticket(errand.folio, visibleTo: agent).ticket }
        // Some of its days may have been closed.
        guard errand.end != .agreed, !ticket.isClosed, let visit = ticket.works.first?.visit, visit.appointment.ends <= now else { return }
        let arrival = visit.appointment.begins + 6 * 60
        switch errand.end {
        case .agreed: break
        case .done:
            try await desk.arrive(1, on: errand.folio, at: arrival, receivedBy: "Rosa Pineda", as: agent)
            var report = VisitReport("Se tendieron cuatro nodos, se certificaron y se etiquetaron. Queda la memoria técnica.")
            (report.leftAt, report.expenses, report.expensesFor) = (visit.appointment.ends, 18_600, "Casetas y gasolina")
            try await desk.endVisit(1, on: errand.folio, report, as: agent)
        case .denied:
            try await desk.arrive(1, on: errand.folio, at: arrival, as: agent)
            var report = VisitReport("Vigilancia pidió una carta que no estaba en lo que se nos informó.")
            report.leftAt = arrival + 25 * 60
            try await desk.failVisit(1, on: errand.folio, by: .accessDenied, report, as: agent)
        }
    }

    private func agree(on place: String, with name: String, isUrgent: Bool, days: Int64, for folio: String, at cast: SampleCast, by agent: Principal, engineer: Principal? = nil) async throws {
        let schedule = cast.policy.calendars[0].schedule
        // People agree on whole hours and half ones, and not over lunch or past closing time.
        func agreeable(from instant: Instant) throws -> Instant {
            let open = try schedule.nextOpen(from: instant), begins = Instant(seconds: (open.seconds + 1_799) / 1_800 * 1_800)
            return cast.policy.isOutOfHours(Span(begins, begins + 3_600)) ? try agreeable(from: begins + 1) : begins
        }
        let begins = try agreeable(from: now + days * 86_400)
        var new = NewVisit(begins: begins, minutes: 60, place: place, representative: name.isEmpty ? nil : name)
        (new.isUrgent, new.engineer, new.fees) = (isUrgent, engineer?.email, fees(at: cast))
        try await desk.planVisit(new, on: folio, as: agent)
    }

    /// Whatever circumstances may add: it was all talked over.
    private func fees(at cast: SampleCast) -> Set<String> { Set(cast.policy.fees(in: Set(Circumstance.allCases)).map(\.id)) }

    /// A client whose contract reaches farthest, with who serves him.
    private func buyer(at slug: String) async throws -> (SampleCast, Principal, email: String)? {
        guard let cast = casts.first(where: { $0.slug == slug }), let agent = cast.agents.first,
              let contract = try await desk.contracts(as: agent).filter({ $0.contract.state == .active })
                .max(by: { $0.contract.lots.reduce(0) { $0 + $1.available } < $1.contract.lots.reduce(0) { $0 + $1.available } }),
              let client = cast.clients.first(where: { $0.rfc == contract.customerRFC })
        else { return nil }
        return (cast, agent, client.email)
    }

    private func ask(_ subject: String, from email: String, at cast: SampleCast, by agent: Principal) async throws -> String {
        let isCase = cast.slug == "grupo-execom"
        var request = NewRequest(requesterEmail: email, channel: isCase ? .portal : .email, subject: subject, description: "¿Nos pueden ayudar con esto?")
        if isCase { (request.type, request.category) = ("case", "incident") }
        let folio = try await desk.open(request, in: cast.slug, as: agent).ticket.folio
        if try await desk.read({ try $0.ticket(folio, visibleTo: agent).ticket.assignee }) != agent.person { try await desk.assign(folio, as: agent) }
        return folio
    }
}
