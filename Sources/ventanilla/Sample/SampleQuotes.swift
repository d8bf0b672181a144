import BusinessTime
import ServiceDesk
import SupportPolicy

/// Quotes of the sample: at Grupo Execom one in every state, at FactuPronto one in money, at Factura Inteligente one for assistance that is no
/// longer free (FI-31).
extension SampleStory {
    /// Made some days before the end, so that one expires.
    func quote() async throws {
        for cast in casts {
            guard let client = cast.signIns.first(where: { $0.role == .client }), let agent = cast.agents.first else { continue }
            switch cast.slug {
            case "grupo-execom": try await quoteInCredits(to: client, by: agent, of: cast)
            case "factupronto": try await quoteInMoney(to: client, by: agent, of: cast)
            case "factura-inteligente": try await quoteAssistance(to: client, by: agent, of: cast)
            default: break
            }
        }
    }

    private func quoteInCredits(to client: Principal, by agent: Principal, of cast: SampleCast) async throws {
        guard let contract = try await desk.contracts(as: client).first(where: { $0.contract.state == .active })?.contract.number,
              let seller = cast.signIns.first(where: { $0.role == .operations })
        else { return }
        try await desk.topUp(contract, [UnitAmount("credit", 20)], price: 640_000, as: seller)

        func make(_ title: String, credits: Int, days: Int, _ change: (inout NewQuote) -> Void = { _ in }, isSent: Bool = true) async throws -> String {
            let folio = try await ask(title, type: "case", category: "development", of: cast, as: client, by: agent)
            var new = NewQuote(title, [.init("development", what: "Desarrollo, instalación y prueba con sus datos", amount: credits)])
            (new.delivery, new.terms) = (.businessDays(days), "Incluye una ronda de ajustes. Lo que exceda la especificación se cotiza aparte.")
            change(&new)
            return try await desk.makeQuote(new, on: folio, isSent: isSent, as: agent).quote.number
        }
        let report = try await make("Reporte de comisiones por vendedor", credits: 8, days: 4)
        // What a development takes before it is ordered (GE-56).
        let scan = Upload(name: "solicitud-general-de-desarrollo.png", mediaType: "image/png", bytes: SamplePicture.png(shade: 40))
        let folio = try await desk.quote(report, as: client).row.quote.folio
        try await desk.document("development_request", on: folio, files: try await desk.keep([scan]), as: client)
        try await desk.acceptQuote(report, as: client)
        try await desk.declineQuote(make("Enlace con la tienda en línea", credits: 60, days: 20), because: "Por ahora rebasa nuestro presupuesto.", as: client)
        _ = try await make("Etiquetas con código QR", credits: 3, days: 3) { $0.validThrough = cast.policy.zone.date(of: now) }
        try await desk.withdrawQuote(make("Respaldo automático en la nube", credits: 6, days: 5), because: "La versión 7.5 lo incluye sin costo.", as: agent)
        _ = try await make("Alertas de existencias por correo", credits: 5, days: 6)
        _ = try await make("Carga inicial de 12,000 artículos", credits: 10, days: 8, isSent: false)

        // The client wanted less: another takes its place.
        let training = try await ask("Capacitación para la sucursal nueva", type: "case", category: "general_service", of: cast, as: client, by: agent)
        let whole = try await desk.makeQuote(NewQuote("Capacitación para la sucursal nueva", [.init("online_training_hour", quantity: 6)]), on: training, isSent: true, as: agent)
        var less = NewQuote("Capacitación para la sucursal nueva, en dos sesiones", [.init("online_training_hour", quantity: 2)])
        (less.replaces, less.delivery) = (whole.quote.number, .businessDays(5))
        try await desk.makeQuote(less, on: training, isSent: true, as: agent)
    }

    private func quoteInMoney(to client: Principal, by agent: Principal, of cast: SampleCast) async throws {
        let folio = try await ask("Diseño de nuestro logotipo para la factura", type: nil, category: nil, of: cast, as: client, by: agent)
        var new = NewQuote("Logotipo para sus comprobantes", [.init("logo", what: "Tres propuestas y una ronda de ajustes", amount: 145_000), .init("logo", what: "Versión en blanco y negro", amount: 35_000)])
        (new.delivery, new.terms) = (.businessDays(7), "Se entrega en SVG y PNG.")
        try await desk.makeQuote(new, on: folio, isSent: true, as: agent)
    }

    /// The client does what is left to him, or pays for having it done: here he pays.
    private func quoteAssistance(to client: Principal, by agent: Principal, of cast: SampleCast) async throws {
        let folio = try await ask("Pasar nuestro catálogo de productos al sistema", type: nil, category: nil, of: cast, as: client, by: agent)
        try await desk.reply(to: folio, saying: "La plantilla va en su guía. Llénela, por favor, y le ayudamos a cargarla.", as: agent)
        let reason = "La plantilla se pidió dos veces y llegó vacía: la llenamos nosotros con sus facturas anteriores"
        let quote = try await desk.makeQuote(NewQuote("Captura del catálogo de productos", [.init("uncooperative_assistance", what: reason, amount: 60_000)]), on: folio, isSent: true, as: agent)
        try await desk.acceptQuote(quote.quote.number, as: client)
    }

    private func ask(_ subject: String, type: String?, category: String?, of cast: SampleCast, as client: Principal, by agent: Principal) async throws -> String {
        var request = NewRequest(requesterEmail: client.email, channel: .portal, subject: subject, description: "¿Cuánto costaría, y para cuándo estaría listo?")
        (request.type, request.category) = (type, category)
        let folio = try await desk.open(request, in: cast.slug, as: client).ticket.folio
        try await desk.assign(folio, as: agent)
        return folio
    }
}
